import type { Finding, Subject } from "../finding.js"
import { services } from "../zimbra/services.js"
import { domainChecks } from "./domainChecks.js"
import { fleetFindings } from "./findings.js"
import { hookChecks } from "./hookChecks.js"
import { nearest } from "./nearest.js"
import { carriesCertificate, type Fleet, type FleetPath } from "./types.js"

/** What no schema can say: how the parts of a fleet fit each other. */
export function crossChecks(fleet: Fleet): Finding[] {
  const subject: Subject = { kind: "file", file: fleet.file }
  return [
    ...duplicates(fleet, subject),
    ...ldapMasters(fleet, subject),
    ...ports(fleet, subject),
    ...farms(fleet, subject),
    ...hookChecks(fleet, subject),
    ...domainChecks(fleet, subject),
    ...(fleet.servers.some(carriesCertificate)
      ? []
      : [fleetFindings.noCertificate(subject, {}, fleet.where(["servers"]))]),
  ]
}

function duplicates(fleet: Fleet, subject: Subject): Finding[] {
  const seen = (what: string, entries: readonly (readonly [string, FleetPath])[]): Finding[] => {
    const first = new Map<string, FleetPath>()
    return entries.flatMap(([value, path]) => {
      const earlier = first.get(value)
      if (earlier === undefined) {
        first.set(value, path)
        return []
      }
      const facts = { what, value, firstLine: fleet.where(earlier).line ?? 0 }
      return [fleetFindings.duplicate(subject, facts, fleet.where(path))]
    })
  }
  const hosts = seen(
    "server",
    fleet.servers.map(({ host }, index) => [host, ["servers", index, "host"]] as const),
  )
  const addresses = seen(
    "address",
    fleet.servers.map(
      ({ address, sshPort }, index) =>
        [`${address.toLowerCase()} (SSH port ${sshPort})`, ["servers", index, "address"]] as const,
    ),
  )
  return [
    ...hosts,
    // A host that is there twice has its address twice, too: saying it once is enough.
    ...(hosts.length > 0 ? [] : addresses),
    ...seen(
      "farm",
      fleet.farms.map(({ name }, index) => [name, ["farms", index, "name"]] as const),
    ),
    ...seen(
      "domain",
      fleet.domains.map(({ domain }, index) => [domain, ["domains", index, "domain"]] as const),
    ),
    ...seen("common name", [
      [fleet.certificate.commonName.toLowerCase(), ["certificate", "commonName"]],
      ...fleet.domains.map(({ names }, index) => [names[0] ?? "", ["domains", index, "names", 0]] as const),
    ]),
    ...seen(
      "hook",
      fleet.hooks.map(({ name }, index) => [name, ["hooks", index, "name"]] as const),
    ),
  ]
}

function ldapMasters(fleet: Fleet, subject: Subject): Finding[] {
  const findings: Finding[] = []
  const indexes = fleet.servers.map((_, index) => index)
  const masters = indexes.filter((index) => fleet.servers[index]?.ldapMaster)
  const report = (problem: string, path: FleetPath): void => {
    findings.push(fleetFindings.ldapMaster(subject, { problem }, fleet.where(path)))
  }
  for (const index of masters) {
    const server = fleet.servers[index]
    if (server?.roles.includes("ldap") === false)
      report(`${server.host} is the LDAP master but has no role ldap`, ["servers", index, "ldapMaster"])
  }
  for (const index of masters.slice(1))
    report(`${fleet.servers[index]?.host} is a second LDAP master`, ["servers", index, "ldapMaster"])
  const first = indexes.find((index) => fleet.servers[index]?.roles.includes("ldap"))
  if (masters.length === 0 && first !== undefined)
    report("none of the LDAP servers is the master", ["servers", first])
  return findings
}

function ports(fleet: Fleet, subject: Subject): Finding[] {
  return fleet.servers.flatMap(({ host, roles, ports: choices }, index) =>
    choices.flatMap(({ service, role, port }) => {
      const path = role === undefined ? [service] : [role, service]
      const at = fleet.where(["servers", index, "ports", ...path])
      const serving = services.filter(({ name }) => name === service).map((one) => one.role)
      const wanted = role === undefined ? serving : [role]
      const own = wanted.filter((one) => roles.includes(one))
      if (own.length === 0)
        return [fleetFindings.portWithoutRole(subject, { service, host, roles: wanted }, at)]
      if (own.length === 1 || port === undefined) return []
      return [fleetFindings.portAmbiguous(subject, { service, host, roles: own, port: String(port) }, at)]
    }),
  )
}

function farms(fleet: Fleet, subject: Subject): Finding[] {
  const hosts = fleet.servers.map(({ host }) => host)
  return fleet.farms.flatMap((farm, index) => [
    ...farm.members.flatMap((member, position) =>
      hosts.includes(member)
        ? []
        : [
            fleetFindings.unknownMember(
              subject,
              { farm: farm.name, member, nearest: nearest(member, hosts) ?? "" },
              fleet.where(["farms", index, "members", position]),
            ),
          ],
    ),
    ...(farm.minimum > farm.members.length
      ? [
          fleetFindings.farmMinimum(
            subject,
            { farm: farm.name, minimum: farm.minimum, members: farm.members.length },
            fleet.where(["farms", index, "minimum"]),
          ),
        ]
      : []),
    ...farm.probes.flatMap(({ kind, expectStatus }, position) =>
      expectStatus === undefined || kind === "http" || kind === "https"
        ? []
        : [
            fleetFindings.statusWithoutHttp(
              subject,
              { kind },
              fleet.where(["farms", index, "probes", position, "expectStatus"]),
            ),
          ],
    ),
  ])
}
