import { certificateName, issuerName } from "../../assess/certificateNames.js"
import type { Coverage } from "../../fleet/coverage.js"
import type { Fleet } from "../../fleet/types.js"
import type { Calendar } from "../../status/calendar.js"
import type { FleetComparison } from "../../status/discovery/compare.js"
import type { FleetStatus, Seen } from "../../status/fleetStatus.js"
import type { Resolution } from "../../status/resolution.js"
import type { PortLook } from "../../status/verdict.js"
import { namesIn } from "../certificateText.js"
import { daysLeftOf } from "./figures.js"

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
}

/** What `status --json` prints. */
export function statusJson(report: Omit<StatusReport, "fleet">): object {
  const { status, coverage, calendar, resolutions, comparison } = report
  return {
    version: 1,
    at: new Date(status.at).toISOString(),
    ...(status.expected === undefined ? {} : { expected: status.expected }),
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
    ...(coverage === undefined ? {} : { coverage }),
    ...(calendar === undefined ? {} : { calendar }),
    ...(resolutions === undefined ? {} : { resolutions }),
    ...(comparison === undefined
      ? {}
      : { differences: comparison.differences, unreadOfInstallation: comparison.unread }),
    findings: [...status.findings, ...(comparison?.findings ?? [])],
  }
}

function seenJson(seen: Seen): object {
  const daysLeft = daysLeftOf(seen)
  return {
    verdict: seen.verdict,
    ...(daysLeft === undefined ? {} : { daysLeft }),
    reasons: seen.reasons.filter(({ text }) => text !== ""),
    ports: seen.ports.map(portJson),
  }
}

function portJson({ role, verdict: { observation, chain, daysLeft } }: PortLook): object {
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
