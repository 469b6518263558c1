import { LineCounter, parseDocument } from "yaml"
import type { Finding, Subject } from "../finding.js"
import { crossChecks } from "./crossChecks.js"
import { fleetFindings } from "./findings.js"
import { Positions } from "./positions.js"
import { type FleetFile, fleetSchema } from "./schema.js"
import { schemaProblems } from "./schemaProblems.js"
import { carriesCertificate, type Farm, type Fleet, type HealthProbe, type Server } from "./types.js"

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
  const subject: Subject = { kind: "file", file }
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false })
  const positions = new Positions(document, lines)
  const broken = [...document.errors, ...document.warnings].map((error) => {
    const { line, col } = lines.linePos(error.pos[0])
    const problem = error.message.split("\n")[0] ?? ""
    return fleetFindings.syntax(subject, { problem }, { line: Math.max(line, 1), column: Math.max(col, 1) })
  })
  if (broken.length > 0) return { findings: broken }
  const data = plainData(() => document.toJS({ maxAliasCount: 1000 }))
  if (!data.ok)
    return { findings: [fleetFindings.syntax(subject, { problem: data.problem }, positions.value([]))] }
  const parsed = fleetSchema.safeParse(data.value)
  if (!parsed.success)
    return { findings: schemaProblems(parsed.error.issues, data.value, subject, positions) }
  const fleet = fleetOf(parsed.data, file, positions)
  const findings = crossChecks(fleet)
  return findings.length > 0 ? { findings } : { fleet, findings }
}

/** Aliases can refer to themselves or multiply without end: yaml throws, and here that is a finding. */
function plainData(
  convert: () => unknown,
): { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly problem: string } {
  try {
    return { ok: true, value: convert() }
  } catch (error) {
    return { ok: false, problem: error instanceof Error ? error.message : String(error) }
  }
}

function fleetOf(data: FleetFile, file: string, positions: Positions): Fleet {
  const { port: sshPort, identityFile, knownHosts, ...ssh } = data.ssh
  const ldapServers = data.servers.filter(({ roles }) => roles.includes("ldap"))
  return {
    file,
    certificate: { ...data.certificate, subject: withoutUndefined(data.certificate.subject) },
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
        ports: entry.ports,
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
    where: (path) => positions.value(path),
    has: (path) => positions.has(path),
  }
}

type Defined<T> = { [K in keyof T]: Exclude<T[K], undefined> }

function withoutUndefined<T extends object>(value: T): Defined<T> {
  return Object.fromEntries(Object.entries(value).filter(([, entry]) => entry !== undefined)) as Defined<T>
}
