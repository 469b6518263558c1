import type { FleetStatus } from "../../status/fleetStatus.js"
import type { ServerVerdict } from "../../status/verdicts.js"
import { printable } from "../printable.js"
import { daysLeftOf, ownPorts } from "./figures.js"

/** The exit codes of a plugin: they mean something else than certfleet's own. */
export const nagiosCodes = { ok: 0, warning: 1, critical: 2, unknown: 3 } as const
export type NagiosState = keyof typeof nagiosCodes

export interface NagiosLimits {
  /** Fewer days left than these are a warning. */
  readonly warnDays: number
  /** Fewer days left than these are critical. */
  readonly criticalDays: number
}

const states: Readonly<Record<ServerVerdict, NagiosState>> = {
  unreachable: "critical",
  expired: "critical",
  "name-mismatch": "critical",
  "chain-broken": "critical",
  "half-deployed": "critical",
  "not-restarted": "critical",
  "ldap-stale": "warning",
  "other-certificate": "critical",
  expiring: "warning",
  current: "ok",
}

/** One line with figures after a bar, then a line for each server that is not as it should be. */
export function nagiosText(
  status: FleetStatus,
  { warnDays, criticalDays }: NagiosLimits,
): { readonly state: NagiosState; readonly text: string } {
  const all = [
    ...status.servers.map((server) => ({ name: server.host, seen: server })),
    ...status.farms.map((farm) => ({ name: farm.name, seen: farm })),
  ]
  const ports = all.flatMap(({ seen }) => ownPorts(seen))
  const bad = all.filter(({ seen }) => seen.verdict !== "current")
  const good = all.flatMap(({ seen }) => (seen.verdict === "current" ? ownPorts(seen) : [])).length
  const days = daysLeftOf({ ports: all.flatMap(({ seen }) => seen.ports) })
  const isBlind = status.findings.some(({ stage }) => stage === "status") || ports.length === 0
  const state = worst([
    ...all.map(({ seen }) => states[seen.verdict]),
    ...(days !== undefined && days < criticalDays ? (["critical"] as const) : []),
    ...(isBlind ? (["unknown"] as const) : []),
  ])
  const what = bad.length === 0 ? `${good} ports serve the certificate` : summary(bad.map(({ seen }) => seen))
  const left = days === undefined ? "" : `, ${days} days left`
  const figures = [
    ...(days === undefined ? [] : [`days_min=${days};${warnDays};${criticalDays};0`]),
    `ports_ok=${good};;;0;${ports.length}`,
  ]
  const lines = bad.map(({ name, seen }) => `${name}: ${seen.verdict}: ${seen.reasons[0]?.text ?? ""}`)
  const first = `CERTFLEET ${state.toUpperCase()} - ${what}${left}`
  return {
    state,
    text: `${plain(first)} | ${figures.join(" ")}\n${lines.map((line) => `${plain(line)}\n`).join("")}`,
  }
}

function summary(seen: readonly { readonly verdict: ServerVerdict }[]): string {
  const counts = new Map<ServerVerdict, number>()
  for (const { verdict } of seen) counts.set(verdict, (counts.get(verdict) ?? 0) + 1)
  return [...counts].map(([verdict, count]) => `${count} ${verdict}`).join(", ")
}

/** As plugins rank them. */
function worst(found: readonly NagiosState[]): NagiosState {
  return (["critical", "warning", "unknown"] as const).find((state) => found.includes(state)) ?? "ok"
}

/** A bar would begin the figures. */
function plain(text: string): string {
  return printable(text).replaceAll("|", "/")
}
