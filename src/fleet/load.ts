import type { Finding } from "../finding.js"
import { type ServiceName, type ServiceRole, serviceRoles } from "../zimbra/services.js"
import { crossChecks } from "./crossChecks.js"
import type { Positions } from "./positions.js"
import { readYaml } from "./readYaml.js"
import { type FleetFile, fleetJsonSchema, fleetSchema } from "./schema.js"
import {
  carriesCertificate,
  type Farm,
  type Fleet,
  type HealthProbe,
  type PortChoice,
  type Server,
} from "./types.js"

export interface LoadedFleet {
  /** Only when nothing is wrong with the file. */
  readonly fleet?: Fleet
  readonly findings: readonly Finding[]
}

/**
 * Reads the text of a fleet.yaml. Every problem is a finding with line and column; all are reported at
 * once. `file` is how findings name it.
 */
export function loadFleet(text: string, file: string): LoadedFleet {
  const read = readYaml(text, { file, schema: fleetSchema, jsonSchema: fleetJsonSchema })
  if (read.data === undefined) return { findings: read.findings }
  const fleet = fleetOf(read.data, file, read.positions)
  const findings = crossChecks(fleet)
  return findings.length > 0 ? { findings } : { fleet, findings }
}

function fleetOf(data: FleetFile, file: string, positions: Positions): Fleet {
  const { port: sshPort, identityFile, knownHosts, ...ssh } = data.ssh
  const { issuer, ...certificate } = data.certificate
  const ldapServers = data.servers.filter(({ roles }) => roles.includes("ldap"))
  return {
    file,
    certificate: {
      ...certificate,
      subject: withoutUndefined(certificate.subject),
      ...(issuer === undefined ? {} : { issuer }),
    },
    zimbra: data.zimbra,
    servers: data.servers.map((entry): Server => {
      const host = entry.host.toLowerCase()
      return {
        host,
        address: entry.address ?? host,
        sshPort: entry.sshPort ?? sshPort,
        roles: entry.roles,
        // The only LDAP server there is must be the master.
        ldapMaster: entry.ldapMaster ?? (ldapServers.length === 1 && ldapServers[0] === entry),
        names: entry.names ?? (carriesCertificate(entry) ? [entry.host] : []),
        ports: portChoices(entry.ports),
        prove: entry.prove ?? data.prove,
      }
    }),
    farms: data.farms.map(
      (entry): Farm => ({
        ...entry,
        members: entry.members.map((member) => member.toLowerCase()),
        minimum: entry.minimum ?? Math.max(entry.members.length - 1, 0),
        probes: entry.probes.map((probe): HealthProbe => withoutUndefined(probe)),
      }),
    ),
    ssh: {
      ...ssh,
      ...(identityFile === undefined ? {} : { identityFile }),
      ...(knownHosts === undefined ? {} : { knownHosts }),
    },
    rollout: data.rollout,
    dns: {
      ...withoutUndefined(data.dns),
      mailDomains: data.dns.mailDomains.map((domain) => domain.toLowerCase()),
    },
    notify: data.notify,
    hooks: data.hooks,
    domains: data.domains.map((entry) => ({
      ...entry,
      ...{ domain: entry.domain.toLowerCase(), names: entry.names.map((name) => name.toLowerCase()) },
    })),
    prove: data.prove,
    where: (path) => positions.value(path),
    has: (path) => positions.has(path),
  }
}

type WrittenPorts = FleetFile["servers"][number]["ports"]

/** One entry a service, whichever way it is written. */
function portChoices(ports: WrittenPorts): PortChoice[] {
  return entriesOf(ports).flatMap(([word, value]): PortChoice[] => {
    const isRole =
      serviceRoles.some((role) => role === word) && typeof value === "object" && !isDetails(value)
    if (!isRole) return [{ service: word as ServiceName, role: undefined, ...choiceOf(value) }]
    return entriesOf(value).map(([service, own]) => ({
      service: service as ServiceName,
      role: word as ServiceRole,
      ...choiceOf(own),
    }))
  })
}

function entriesOf(record: unknown): [string, unknown][] {
  return Object.entries(record as object).filter(([, value]) => value !== undefined)
}

/** `ldap` is a service and a role: what it holds tells which is meant. */
function isDetails(value: unknown): boolean {
  return entriesOf(value).every(([key]) => key === "port" || key === "prove")
}

/** The schema lets nothing else through than a port, false, or both of these by name. */
function choiceOf(value: unknown): Pick<PortChoice, "port" | "prove"> {
  if (typeof value !== "object" || value === null) return { port: value as number | false, prove: undefined }
  const { port, prove } = value as Partial<Pick<PortChoice, "port" | "prove">>
  return { port, prove }
}

type Defined<T> = { [K in keyof T]: Exclude<T[K], undefined> }

function withoutUndefined<T extends object>(value: T): Defined<T> {
  return Object.fromEntries(Object.entries(value).filter(([, entry]) => entry !== undefined)) as Defined<T>
}
