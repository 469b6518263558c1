import type { Coverage } from "../../fleet/coverage.js"
import type { Calendar } from "../../status/calendar.js"
import type { FleetStatus, Seen, ServerStatus } from "../../status/fleetStatus.js"
import type { Lead, Resolution } from "../../status/resolution.js"
import type { ServerVerdict } from "../../status/verdicts.js"
import { dayText } from "../certificateText.js"
import { moodInks, verdictMoods } from "../moods.js"
import type { Paint } from "../paint.js"
import { printable } from "../printable.js"
import { tableText } from "../table.js"
import { daysLeftOf, fingerprintsOf, ownPorts } from "./figures.js"

const columns = [
  { title: "server" },
  { title: "verdict" },
  { title: "certificate" },
  { title: "days", align: "right" },
  { title: "ports", align: "right" },
  { title: "files" },
] as const

/** A line a server and virtual name, then what each verdict rests on, the heaviest first. */
export function statusText({ servers, farms }: FleetStatus, { paint }: { readonly paint: Paint }): string {
  const lines = [
    ...servers.map((server) => ({ name: server.host, seen: server, files: filesCell(server) })),
    ...farms.map((farm) => ({ name: farm.name, seen: farm, files: `farm ${farm.farm}` })),
  ]
  const rows = lines.map(({ name, seen, files }) => [
    printable(name),
    seen.verdict,
    shortPrints(seen),
    String(daysLeftOf(seen) ?? "-"),
    portsCell(seen),
    printable(files),
  ])
  // Colours in the cells would upset the widths.
  const table = tableText(columns, rows).replace(/^(\S+ +)([a-z-]+)/gm, (line, name: string, word: string) =>
    isVerdict(word) ? `${name}${paint(moodInks[verdictMoods[word]], word)}` : line,
  )
  const reasons = lines
    .filter(({ seen }) => seen.verdict !== "current")
    .map(({ name, seen }) => `${printable(name)}: ${reasonsText(seen)}`)
  return reasons.length === 0 ? table : `${table}\n${reasons.join("")}`
}

function isVerdict(word: string): word is ServerVerdict {
  return Object.hasOwn(verdictMoods, word)
}

function portsCell(seen: Seen): string {
  const own = ownPorts(seen)
  return `${own.filter(({ verdict }) => verdict.observation.ok).length} of ${own.length}`
}

function shortPrints(seen: Seen): string {
  const prints = fingerprintsOf(seen).map((print) => print.slice(0, 16))
  return prints.join(", ") || "-"
}

/** So many reasons of a server are told. */
const told = 4

function reasonsText({ reasons }: Seen): string {
  const texts = [...new Set(reasons.map(({ verdict, text }) => `${verdict}: ${printable(text)}`))]
  const rest = texts.length > told ? [`and ${texts.length - told} more (--json has them all)`] : []
  return `${[...texts.slice(0, told), ...rest].join("\n    ")}\n`
}

function filesCell({ holdings, noLook }: ServerStatus): string {
  if (noLook !== undefined) return "not looked at"
  if (holdings === undefined) return "-"
  const { leaves, ldap, unread } = holdings
  const prints = new Set([...leaves.values(), ...(ldap === undefined ? [] : [ldap])])
  const count = prints.size === 1 ? "one certificate" : `${prints.size} certificates`
  return unread.size === 0 ? count : `${count}, ${unread.size} unread`
}

/** Which names of the fleet the certificate has, and why the fleet wants them. */
export function coverageText({ rows, surplus }: Coverage): string {
  const table = tableText(
    [{ title: "name" }, { title: "covered" }, { title: "wanted for" }],
    rows.map(({ name, cover, by, reason }) => [
      printable(name),
      by === undefined ? cover : `by ${printable(by)}`,
      printable(reason),
    ]),
  )
  const more = surplus.map(printable).join(", ")
  return more === "" ? table : `${table}\nbeside them the certificate has ${more}\n`
}

/** Which name leads to which server or farm, by each view of the domain. */
export function resolutionText(resolutions: readonly Resolution[]): string {
  const views = resolutions[0]?.leads.map(({ view }) => view) ?? []
  return tableText(
    [{ title: "name" }, ...views.map((title) => ({ title })), { title: "wanted for" }],
    resolutions.map(({ name, leads, reason }) => [
      printable(name),
      ...leads.map(leadCell),
      printable(reason),
    ]),
  )
}

function leadCell({ addresses, to }: Lead): string {
  if (addresses === undefined) return "no answer"
  if (addresses.length === 0) return "nowhere"
  return `${addresses.join(", ")} (${to.length === 0 ? "none of the fleet's" : to.map(printable).join(", ")})`
}

/** So many dates are told. */
const datesShown = 6

/** When to renew, and how often a year that will be. */
export function calendarText({ renewals, rates }: Calendar): string {
  const dates = renewals.slice(0, datesShown).map(({ at, expires, explanationUrl, window }) => {
    const by =
      window === undefined ? "" : `, as the CA suggests (${dayText(window.start)} to ${dayText(window.end)})`
    const why = explanationUrl === undefined ? "" : `; ${printable(explanationUrl)}`
    return `  ${dayText(at)}, before the end on ${dayText(expires)}${by}${why}\n`
  })
  const often = rates.map(({ from, lifetimeDays, aYear }) => {
    const since = from === undefined ? "now" : `from ${from} on`
    return `  ${since}: ${aYear} rollouts a year, at ${lifetimeDays} days a certificate\n`
  })
  return `renew on\n${dates.join("")}\n${often.join("")}`
}
