import { domainFleet } from "../fleet/domains.js"
import type { Fleet } from "../fleet/types.js"
import type { FleetStatus } from "./fleetStatus.js"

/** A domain with a certificate of its own, as the proxies serve it by its names. */
export interface DomainStatus {
  readonly domain: string
  readonly commonName: string
  readonly status: FleetStatus
}

/** Every domain of a fleet; none of a fleet as a domain sees it. */
export async function domainStatuses(
  fleet: Fleet,
  look: (seenByDomain: Fleet) => Promise<FleetStatus>,
): Promise<DomainStatus[]> {
  if (fleet.domain !== undefined) return []
  return Promise.all(
    fleet.domains.map(async ({ domain }) => {
      const own = domainFleet(fleet, domain)
      return { domain, commonName: own.certificate.commonName, status: await look(own) }
    }),
  )
}
