import type { Finding, Subject } from "../finding.js"
import { domainEndpoints } from "./domains.js"
import { fleetFindings } from "./findings.js"
import type { Fleet } from "./types.js"

/** Domains that nobody could serve, and names that are somebody else's. */
export function domainChecks(fleet: Fleet, subject: Subject): Finding[] {
  return [...unserved(fleet, subject), ...ownNames(fleet, subject)]
}

function unserved(fleet: Fleet, subject: Subject): Finding[] {
  return fleet.domains.flatMap((domain, index) =>
    domain.services.flatMap((service, position) => {
      if (domainEndpoints(fleet, { ...domain, services: [service] }).length > 0) return []
      const at = fleet.where(["domains", index, "services", position])
      return [fleetFindings.domainUnserved(subject, { domain: domain.domain, service }, at)]
    }),
  )
}

/** As a domain's first name it is a duplicate, which is said elsewhere. */
function ownNames(fleet: Fleet, subject: Subject): Finding[] {
  const own = fleet.certificate.commonName.toLowerCase()
  return fleet.domains.flatMap(({ domain, names }, index) => {
    const position = names.indexOf(own)
    if (position < 1) return []
    const at = fleet.where(["domains", index, "names", position])
    return [fleetFindings.domainOwnName(subject, { domain, name: own }, at)]
  })
}
