/** A key that no TLSA record matches stops nobody's web page and all of the mail: it is refused before anything changes. */
import { judgeDane } from "../dane/look.js"
import { presentedBy } from "../dane/tlsa.js"
import type { Dns } from "../dns/lookUp.js"
import { ToolError } from "../errors.js"
import type { Finding } from "../finding.js"
import type { Fleet } from "../fleet/types.js"
import { type Certificate, parseCertificate } from "../x509/certificate.js"
import { readPem } from "../x509/pem.js"
import type { RolloutPlan } from "./plan.js"

/**
 * Looks at the TLSA records of every mail exchanger. Nobody is asked where fleet.yaml names no resolver, no MTA takes part, or it is a domain's certificate: no MTA serves that.
 *
 * @returns what could not be checked and the like: warnings
 * @throws ToolError `tlsa-mismatch` where secure records are there and none matches the plan's key; `cancelled`
 */
export async function requirePublishedKey(
  fleet: Fleet,
  { domain, hosts, payload }: Pick<RolloutPlan, "domain" | "hosts" | "payload">,
  dns: Dns,
  signal?: AbortSignal,
): Promise<readonly Finding[]> {
  const hasMta = domain === undefined && hosts.some(({ roles }) => roles.includes("mta"))
  const [leaf] = certificatesIn(payload.certificate)
  if (fleet.dns.resolver === undefined || !hasMta || leaf === undefined) return []
  const presented = presentedBy(leaf, certificatesIn(payload.chain))
  const { findings } = await judgeDane(fleet, dns, presented, signal)
  const [first, ...others] = findings.filter(({ severity }) => severity === "error")
  if (first === undefined) return findings
  const more = others.length === 0 ? "" : ` (and ${others.length} more)`
  throw new ToolError("tlsa-mismatch", `${first.message}${more}; nothing was changed on any server`, {
    hint: `${first.hint ?? ""}; certfleet rollout --ignore-tlsa goes on all the same`,
  })
}

function certificatesIn(pem: Uint8Array): readonly Certificate[] {
  return readPem(pem).blocks.flatMap(({ der }) => {
    const read = parseCertificate(der)
    return read.ok ? [read.value] : []
  })
}
