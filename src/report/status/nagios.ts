import { ports } from "../../fleet/serverCount.js"
import type { Seen } from "../../status/fleetStatus.js"
import type { ServerVerdict } from "../../status/verdicts.js"
import { printable } from "../printable.js"
import { daysLeftOf, ownPorts } from "./figures.js"
import type { StatusReport } from "./json.js"

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

interface Named {
  readonly name: string
  readonly seen: Seen
}

/**
 * One line with figures after a bar, then a line for whatever is not as it should be. The first figures are of all
 * certificates, as is the state; each domain with a certificate of its own has some more.
 */
export function nagiosText(
  { status, domains = [], dane: daneReport }: Pick<StatusReport, "status" | "domains" | "dane">,
  { warnDays, criticalDays }: NagiosLimits,
): { readonly state: NagiosState; readonly text: string } {
  const fleet: readonly Named[] = [
    ...status.servers.map((server) => ({ name: server.host, seen: server })),
    ...status.farms.map((farm) => ({ name: farm.name, seen: farm })),
  ]
  const byDomain = domains.map(({ domain, status: { servers } }) => ({
    domain,
    named: servers.map((seen): Named => ({ name: `${seen.host} for ${domain}`, seen })),
  }))
  const all = [...fleet, ...byDomain.flatMap(({ named }) => named)]
  const bad = all.filter(({ seen }) => seen.verdict !== "current")
  const dane = (daneReport?.findings ?? []).filter(({ severity }) => severity !== "notice")
  const { good, days } = countsOf(all)
  const isBlind = status.findings.some(({ stage }) => stage === "status") || countsOf(fleet).all === 0
  const state = worst([
    ...all.map(({ seen }) => states[seen.verdict]),
    ...dane.map(({ severity }) => (severity === "error" ? "critical" : "warning")),
    ...(days !== undefined && days < criticalDays ? (["critical"] as const) : []),
    ...(isBlind ? (["unknown"] as const) : []),
  ])
  const left = days === undefined ? "" : `, ${days} days left`
  const what = [
    ...(bad.length > 0 || dane.length === 0 ? [summary(bad, { good, isOne: domains.length === 0 })] : []),
    ...(dane.length === 0 ? [] : [`${dane.length} dane`]),
  ].join(", ")
  const limits = `${warnDays};${criticalDays}`
  const figures = [
    ...figuresOf(all, limits, ""),
    ...byDomain.flatMap(({ domain, named }) => figuresOf(named, limits, `_${domain}`)),
  ]
  const lines = [
    ...bad.map(({ name, seen }) => `${name}: ${seen.verdict}: ${seen.reasons[0]?.text ?? ""}`),
    ...dane.map(({ message }) => `dane: ${message}`),
  ]
  const first = `CERTFLEET ${state.toUpperCase()} - ${what}${left}`
  return {
    state,
    text: `${plain(first)} | ${figures.join(" ")}\n${lines.map((line) => `${plain(line)}\n`).join("")}`,
  }
}

function countsOf(named: readonly Named[]): { good: number; all: number; days: number | undefined } {
  const all = named.flatMap(({ seen }) => ownPorts(seen))
  const good = named.flatMap(({ seen }) => (seen.verdict === "current" ? ownPorts(seen) : []))
  const days = daysLeftOf({ ports: named.flatMap(({ seen }) => seen.ports) })
  return { good: good.length, all: all.length, days }
}

/** What graphs are drawn of; names of domains need no quotes there. */
function figuresOf(named: readonly Named[], limits: string, end: string): string[] {
  const { good, all, days } = countsOf(named)
  return [
    ...(days === undefined ? [] : [`days_min${end}=${days};${limits};0`]),
    `ports_ok${end}=${good};;;0;${all}`,
  ]
}

function summary(
  bad: readonly Named[],
  { good, isOne }: { readonly good: number; readonly isOne: boolean },
): string {
  if (bad.length === 0)
    return `${ports(good)} ${good === 1 ? "serves" : "serve"} ${isOne ? "the certificate" : "their certificates"}`
  const counts = new Map<ServerVerdict, number>()
  for (const {
    seen: { verdict },
  } of bad)
    counts.set(verdict, (counts.get(verdict) ?? 0) + 1)
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
