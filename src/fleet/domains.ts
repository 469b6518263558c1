import { ToolError } from "../errors.js"
import { endpointsOf, type FleetEndpoint } from "./endpoints.js"
import { nearest } from "./nearest.js"
import type { Domain, Fleet, FleetPath } from "./types.js"

/**
 * The fleet as one of its domains sees it: its certificate is the domain's own, and so are the names in it. Whatever makes
 * a request, orders, imports, judges or rolls out for a fleet does so for the domain with this one.
 *
 * @throws ToolError `usage` for a domain that fleet.yaml has not
 */
export function domainFleet(fleet: Fleet, name: string): Fleet {
  const index = fleet.domains.findIndex(({ domain }) => domain === name.toLowerCase())
  const domain = fleet.domains[index]
  if (domain === undefined) throw unknownDomain(fleet, name)
  const [commonName = domain.domain, ...additionalNames] = domain.names
  return {
    ...fleet,
    certificate: { ...fleet.certificate, commonName, additionalNames },
    // Neither farms nor servers bring a name into a domain's certificate.
    farms: fleet.farms.map((farm) => ({ ...farm, names: [] })),
    servers: fleet.servers.map((server) => ({ ...server, names: [] })),
    domain,
    where: (path) => fleet.where(placeOf(path, index)),
    has: (path) => fleet.has(placeOf(path, index)),
  }
}

/** Where the domain's certificate has its names. */
function placeOf(path: FleetPath, index: number): FleetPath {
  const [part, key, position] = path
  if (part !== "certificate") return path
  if (key === "commonName") return ["domains", index, "names", 0]
  return key === "additionalNames" && typeof position === "number"
    ? ["domains", index, "names", position + 1]
    : path
}

function unknownDomain({ domains }: Fleet, name: string): ToolError {
  const known = domains.map(({ domain }) => domain)
  const near = nearest(name, known)
  return new ToolError("usage", `fleet.yaml has no domain ${name}`, {
    hint:
      near !== undefined
        ? `did you mean ${near}?`
        : known.length === 0
          ? "add it under domains: { domain: ..., names: [...] }"
          : `there are ${known.join(", ")}`,
  })
}

/** Every port that must serve the certificate: the fleet's, or a domain's where the fleet is as one sees it. */
export function certificateEndpoints(fleet: Pick<Fleet, "servers" | "domain">): FleetEndpoint[] {
  return fleet.domain === undefined ? endpointsOf(fleet) : domainEndpoints(fleet, fleet.domain)
}

/** The proxies' ports that must serve a domain's certificate, once for each of its names. */
export function domainEndpoints(fleet: Pick<Fleet, "servers">, { services, names }: Domain): FleetEndpoint[] {
  return endpointsOf(fleet)
    .filter(({ role, service }) => role === "proxy" && services.some((one) => one === service))
    .flatMap((endpoint) => names.map((name) => ({ ...endpoint, sni: name, virtualHost: name })))
}
