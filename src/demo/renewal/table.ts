import { isoDay } from "../../x509/day.js"
import type { Held, Renewed, Years } from "./years.js"

const dayMs = 86_400_000

/** Widths are fixed: each line is shown when it happens. */
const columns = [
  { title: "day", width: 10 },
  { title: "what happened", width: 42 },
  { title: "lives", width: 8, right: true },
  { title: "until", width: 10 },
  { title: "old one had left", width: 16, right: true },
] as const

export const yearsHead = line(columns.map(({ title }) => title))

export function yearsLine(event: Renewed | Held): string {
  return line(event.kind === "renewed" ? renewedCells(event) : heldCells(event))
}

function line(cells: readonly string[]): string {
  const padded = columns.map((column, at) => {
    const cell = cells[at] ?? ""
    return "right" in column ? cell.padStart(column.width) : cell.padEnd(column.width)
  })
  return `${padded.join("  ").trimEnd()}\n`
}

function renewedCells({ certificate, day, left, ports, servers }: Renewed): string[] {
  const { notAfter, notBefore } = certificate
  const lives = Math.round((notAfter.getTime() - notBefore.getTime()) / dayMs)
  const where = `renewed on ${servers} servers, ${ports} ports`
  return [isoDay(day), where, `${lives} days`, isoDay(notAfter), `${left} days`]
}

function heldCells({ day, exitCode, runs, what }: Held): string[] {
  return [isoDay(day), `${what}: ${runs} ${runs === 1 ? "run" : "runs"}, exit code ${exitCode}`]
}

/** What it came to. */
export function yearsSummary({ events, leastDaysLeft, runs }: Years, orders: number): string {
  const renewals = events.filter(({ kind }) => kind === "renewed").length
  return `${runs} daily runs, ${renewals} renewals, ${orders} orders at the CA; nothing expired: ${leastDaysLeft} days were left at least.\n`
}
