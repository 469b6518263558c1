import { certificateName, issuerName } from "../../assess/certificateNames.js"
import type { DaneReport } from "../../dane/look.js"
import type { Finding, Severity } from "../../finding.js"
import type { Coverage } from "../../fleet/coverage.js"
import type { Fleet } from "../../fleet/types.js"
import type { Calendar } from "../../status/calendar.js"
import type { FleetComparison } from "../../status/discovery/compare.js"
import type { DomainStatus } from "../../status/domainStatus.js"
import type { FleetStatus, Seen } from "../../status/fleetStatus.js"
import type { Resolution } from "../../status/resolution.js"
import type { PortLook, Reason } from "../../status/verdict.js"
import type { ServerVerdict } from "../../status/verdicts.js"
import { namesIn } from "../certificateText.js"
import type { RolloutJson } from "../rolloutJson.js"
import { type DaneJson, daneJson } from "../tlsaText.js"
import { type ServedCertificate, servedCertificates } from "./certificates.js"
import { daysLeftOf, ownPorts } from "./figures.js"

export interface StatusReport {
  readonly fleet: Fleet
  readonly status: FleetStatus
  /** Undefined where no certificate was seen. */
  readonly coverage: Coverage | undefined
  readonly calendar: Calendar | undefined
  /** Undefined where nobody asked. */
  readonly resolutions?: readonly Resolution[] | undefined
  /** fleet.yaml beside the running installation; undefined where nobody asked. */
  readonly comparison?: FleetComparison | undefined
  /** What mail servers that go by DANE make of it; undefined where fleet.yaml names no resolver. */
  readonly dane?: DaneReport | undefined
  /** The rollout whose certificate is expected, or that was asked for. */
  readonly rollout?: RolloutJson | undefined
  /** Domains with certificates of their own. */
  readonly domains?: readonly DomainStatus[]
  /** The look was interrupted: what nothing is known of. */
  readonly unknown?: readonly string[]
}

/** What `status --json` prints; moments are ISO 8601 in UTC. */
export interface StatusJson {
  readonly version: 1
  readonly at: string
  readonly commonName: string
  /** SHA-256 of the certificate that ought to be served. */
  readonly expected?: string
  readonly totals: {
    readonly servers: number
    readonly farmNames: number
    readonly current: number
    readonly ports: number
    readonly portsAnswering: number
    /** Of the fleet, and how many of them the certificate has. */
    readonly names?: number
    readonly namesCovered?: number
    readonly errors: number
    readonly warnings: number
    /** Until the first of leaf and chain expires anywhere. */
    readonly daysLeft?: number
  }
  readonly servers: readonly ServerJson[]
  readonly farms: readonly FarmJson[]
  /** Domains with certificates of their own, by the proxies that serve them. */
  readonly domains?: readonly DomainJson[]
  readonly certificates: readonly ServedCertificate[]
  readonly coverage?: Coverage
  readonly calendar?: Calendar
  readonly rollout?: RolloutJson
  readonly resolutions?: readonly Resolution[]
  readonly differences?: FleetComparison["differences"]
  readonly unreadOfInstallation?: FleetComparison["unread"]
  readonly dane?: DaneJson
  readonly findings: readonly Finding[]
  /** Only of a look that was interrupted: servers and names of farms that it came to nothing of. */
  readonly unknown?: readonly string[]
}

export interface SeenJson {
  readonly verdict: ServerVerdict
  readonly daysLeft?: number
  readonly reasons: readonly Reason[]
  readonly ports: readonly PortJson[]
}

export interface ServerJson extends SeenJson {
  readonly host: string
  readonly roles: readonly string[]
  readonly notLookedAt?: string
  /** Path → fingerprint of the leaf in it. */
  readonly files?: Readonly<Record<string, string>>
  readonly ldap?: string
  /** Path → why it could not be read. */
  readonly unread?: Readonly<Record<string, string>>
}

export interface DomainJson {
  readonly domain: string
  readonly commonName: string
  /** SHA-256 of the certificate that was rolled out last for it. */
  readonly expected?: string
  readonly servers: readonly (SeenJson & { readonly host: string })[]
}

export interface FarmJson extends SeenJson {
  readonly farm: string
  readonly name: string
}

export interface PortJson {
  readonly host: string
  readonly port: number
  readonly service: string
  readonly protocol: string
  readonly role?: string
  readonly address?: string
  readonly sni?: string
  readonly from: PortLook["verdict"]["observation"]["from"]
  readonly at: string
  readonly ms: number
  readonly ok: boolean
  readonly failure?: string
  readonly detail?: string
  readonly fingerprint?: string
  readonly tls?: { readonly version: string; readonly cipher: string }
  readonly daysLeft?: number
  readonly subject?: string
  readonly issuer?: string
  readonly notAfter?: string
  readonly names?: readonly string[]
  readonly chain?: readonly (
    | { readonly unreadable: true }
    | { readonly name: string; readonly fingerprint: string; readonly notAfter: string }
  )[]
}

export function statusJson(report: StatusReport): StatusJson {
  const { fleet, status, coverage, calendar, rollout, resolutions, comparison, dane, domains = [] } = report
  const findings = [
    ...[status, ...domains.map((one) => one.status)].flatMap((one) => one.findings),
    ...(comparison?.findings ?? []),
    ...(dane?.findings ?? []),
  ]
  return {
    version: 1,
    at: new Date(status.at).toISOString(),
    commonName: fleet.certificate.commonName,
    ...(status.expected === undefined ? {} : { expected: status.expected }),
    totals: totalsOf(status, { coverage, domains, findings }),
    servers: status.servers.map(({ host, roles, holdings, noLook, ...seen }) => ({
      ...{ host, roles },
      ...seenJson(seen),
      ...(noLook === undefined ? {} : { notLookedAt: noLook }),
      ...(holdings === undefined
        ? {}
        : {
            files: Object.fromEntries(holdings.leaves),
            ...(holdings.ldap === undefined ? {} : { ldap: holdings.ldap }),
            unread: Object.fromEntries(holdings.unread),
          }),
    })),
    farms: status.farms.map(({ farm, name, ...seen }) => ({ farm, name, ...seenJson(seen) })),
    ...(domains.length === 0 ? {} : { domains: domains.map(domainJson) }),
    certificates: servedCertificates([status, ...domains.map((one) => one.status)]),
    ...(coverage === undefined ? {} : { coverage }),
    ...(calendar === undefined ? {} : { calendar }),
    ...(rollout === undefined ? {} : { rollout }),
    ...(resolutions === undefined ? {} : { resolutions }),
    ...(comparison === undefined
      ? {}
      : { differences: comparison.differences, unreadOfInstallation: comparison.unread }),
    ...(dane === undefined ? {} : { dane: daneJson(dane) }),
    findings,
    ...(report.unknown === undefined ? {} : { unknown: report.unknown }),
  }
}

function domainJson({ domain, commonName, status }: DomainStatus): DomainJson {
  return {
    ...{ domain, commonName },
    ...(status.expected === undefined ? {} : { expected: status.expected }),
    servers: status.servers.map(({ host, verdict, reasons, ports }) => ({
      host,
      ...seenJson({ verdict, reasons, ports }),
    })),
  }
}

function totalsOf(
  { servers, farms }: FleetStatus,
  {
    coverage,
    domains = [],
    findings,
  }: Pick<StatusReport, "coverage" | "domains"> & Pick<StatusJson, "findings">,
): StatusJson["totals"] {
  const count = (wanted: Severity): number => findings.filter(({ severity }) => severity === wanted).length
  const all = [...servers, ...farms]
  const ports = all.flatMap(ownPorts)
  const everywhere = [...all, ...domains.flatMap((one) => one.status.servers)]
  const days = everywhere.flatMap((seen) => daysLeftOf(seen) ?? [])
  return {
    ...{ servers: servers.length, farmNames: farms.length },
    current: all.filter(({ verdict }) => verdict === "current").length,
    ports: ports.length,
    portsAnswering: ports.filter(({ verdict }) => verdict.observation.ok).length,
    ...(coverage === undefined
      ? {}
      : {
          names: coverage.rows.length,
          namesCovered: coverage.rows.filter(({ cover }) => cover !== "missing").length,
        }),
    ...{ errors: count("error"), warnings: count("warning") },
    ...(days.length === 0 ? {} : { daysLeft: Math.min(...days) }),
  }
}

function seenJson(seen: Seen): SeenJson {
  const daysLeft = daysLeftOf(seen)
  return {
    verdict: seen.verdict,
    ...(daysLeft === undefined ? {} : { daysLeft }),
    reasons: seen.reasons.filter(({ text }) => text !== ""),
    ports: seen.ports.map(portJson),
  }
}

function portJson({ role, verdict: { observation, chain, daysLeft } }: PortLook): PortJson {
  const { host, address, port, service, protocol, sni } = observation.endpoint
  const place = {
    ...{ host, port, service, protocol },
    ...(role === undefined ? {} : { role }),
    ...(address === undefined ? {} : { address }),
    ...(sni === undefined ? {} : { sni }),
    ...{ from: observation.from, at: new Date(observation.at).toISOString(), ms: observation.ms },
  }
  if (!observation.ok) return { ...place, ok: false, failure: observation.kind, detail: observation.detail }
  const [leaf] = chain
  const served = leaf && {
    subject: certificateName(leaf),
    issuer: issuerName(leaf),
    notAfter: leaf.notAfter.toISOString(),
    names: namesIn(leaf).map(({ name }) => name),
  }
  return {
    ...{ ...place, ok: true, fingerprint: observation.fingerprint },
    tls: { version: observation.version, cipher: observation.cipher },
    ...(daysLeft === undefined ? {} : { daysLeft }),
    ...served,
    chain: chain.map((one) =>
      one === undefined
        ? { unreadable: true }
        : { name: certificateName(one), fingerprint: one.fingerprint, notAfter: one.notAfter.toISOString() },
    ),
  }
}
