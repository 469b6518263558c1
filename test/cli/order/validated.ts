import { readFileSync } from "node:fs"
import { acmeIssuer } from "../../../src/issuance/acme/issuer.js"
import { localFiles } from "../../../src/local/files.js"
import { issuanceDoors } from "../../../src/local/issuance.js"
import { csrFor, ImpatientClock, respondingSolver, soon } from "../../acme/scene.js"
import { fleetOf } from "../../fleet/fixtures.js"
import type { Pebble } from "../../support/pebble.js"

/** The names are those of the fleet's account from now on, as an OV customer's are: orders are born ready. */
export async function validate(
  file: string,
  names: readonly string[],
  { pebble, env }: { readonly pebble: Pebble; readonly env: NodeJS.ProcessEnv },
): Promise<void> {
  const fleet = { ...fleetOf(readFileSync(file, "utf8")), file }
  const processes = {
    find: async () => "there" as const,
    run: () => Promise.reject(new Error("no program is run")),
  }
  const machine = { files: localFiles, clock: new ImpatientClock(), env: { ...env }, processes }
  const settings = fleet.certificate.issuer?.acme
  if (settings === undefined) throw new Error("no issuer")
  const issuer = acmeIssuer(settings, issuanceDoors(machine, fleet), async () =>
    respondingSolver(pebble, "dns-01"),
  )
  const request = { csr: await csrFor(names), deadline: soon() }
  await issuer.advance(await issuer.place(request), request)
}
