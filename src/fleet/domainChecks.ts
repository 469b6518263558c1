import type { Finding, Subject } from "../finding.js"
import { domainEndpoints } from "./domains.js"
import { fleetFindings } from "./findings.js"
import type { Fleet } from "./types.js"

/** Domains that nobody could serve. */
export function domainChecks(fleet: Fleet, subject: Subject): Finding[] {
  return fleet.domains.flatMap((domain, index) =>
    domain.services.flatMap((service, position) => {
      if (domainEndpoints(fleet, { ...domain, services: [service] }).length > 0) return []
      const at = fleet.where(["domains", index, "services", position])
      return [fleetFindings.domainUnserved(subject, { domain: domain.domain, service }, at)]
    }),
  )
}
