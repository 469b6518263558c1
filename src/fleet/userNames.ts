import type { FleetEndpoint } from "./endpoints.js"
import type { Fleet } from "./types.js"

/** What only servers talk to: nobody comes there by the name of a virtual address. */
export const internalServices: ReadonlySet<string> = new Set(["admin", "proxyAdmin", "lmtp", "ldap", "ldaps"])

/**
 * The further names by which users reach a port, beside the server's own: the common name and those of the farms that it
 * is a member of. A server may hold a certificate of its own for each (SNI), and one of them an old one.
 */
export function userNames(fleet: Pick<Fleet, "certificate" | "farms">, endpoint: FleetEndpoint): string[] {
  if (internalServices.has(endpoint.service) || endpoint.behindProxy) return []
  const farms = fleet.farms.filter(({ members }) => members.includes(endpoint.host))
  const names = [fleet.certificate.commonName, ...farms.flatMap((farm) => farm.names)]
  const asked = names.map((name) => name.toLowerCase()).filter((name) => !name.startsWith("*"))
  return [...new Set(asked)].filter((name) => name !== endpoint.sni.toLowerCase())
}
