import { isIP } from "node:net"
import type { Dns } from "../../dns/lookUp.js"
import type { Finding } from "../../finding.js"
import type { Fleet } from "../../fleet/types.js"
import type { Issuer, OrderRequest } from "../issuer.js"
import { namesOf } from "../requests.js"
import { precheckFindings } from "./findings.js"
import { precheck } from "./precheck.js"

export interface WayInputs {
  readonly fleet: Pick<Fleet, "certificate">
  readonly dns: Dns
  readonly issuer: Issuer
  readonly asked: OrderRequest
}

/** What the CA knows of an order beforehand, and what it will find in the DNS. */
export async function inTheWay({ asked, dns, fleet, issuer }: WayInputs): Promise<readonly Finding[]> {
  const { csr, signal } = asked
  const names = namesOf(csr).filter((name) => isIP(name) === 0)
  const { challenge } = fleet.certificate.issuer?.acme ?? {}
  const caaIdentities = await issuer.caaIdentities(signal)
  return [
    ...((await issuer.check?.(asked)) ?? []),
    ...(await precheck({ dns, names, caaIdentities, challenge, signal })),
  ]
}

const { caaCritical, caaForbids, caaRestricts, hookProgram, leadsAway, notThere, unreached } =
  precheckFindings
/** Every CA refuses such an order, or cannot be shown what it wants. Whatever else is found is shown: the CA looks for itself, and people may mend it meanwhile. */
const hopeless: ReadonlySet<string> = new Set(
  [caaCritical, caaForbids, caaRestricts, hookProgram, leadsAway, notThere, unreached].map(
    ({ kind }) => kind.code,
  ),
)

/** Whether an order would come to nothing, as far as can be seen. */
export function stopsOrder(findings: readonly Finding[]): boolean {
  return findings.some(({ code }) => hopeless.has(code))
}
