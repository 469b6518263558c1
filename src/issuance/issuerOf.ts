import { ToolError } from "../errors.js"
import type { Fleet } from "../fleet/types.js"
import { acmeIssuer } from "./acme/issuer.js"
import { solverOf } from "./challenges/solverOf.js"
import { digicertIssuer } from "./digicert/issuer.js"
import type { IssuanceDoors } from "./doors.js"
import type { Issuer } from "./issuer.js"

/**
 * The CA that fleet.yaml names. Nothing is read or sent before it is asked for something.
 *
 * @throws ToolError `config` where the file names none
 */
export function issuerOf(fleet: Pick<Fleet, "file" | "certificate">, doors: IssuanceDoors): Issuer {
  const { acme, digicert } = fleet.certificate.issuer ?? {}
  if (acme !== undefined) {
    const { challenge } = acme
    return acmeIssuer(acme, doors, challenge && (() => solverOf(challenge, doors)))
  }
  if (digicert !== undefined) return digicertIssuer(digicert, doors)
  throw new ToolError("config", `${fleet.file} names no CA to order from`, {
    hint: "write certificate.issuer, with acme: or digicert: in it; or order by hand with certfleet csr",
  })
}
