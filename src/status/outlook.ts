import { sanEntries } from "../assess/certificateNames.js"
import type { Assessment } from "../assess/question.js"
import { type Coverage, coverageOf } from "../fleet/coverage.js"
import type { Fleet } from "../fleet/types.js"
import { type Calendar, type CalendarQuestion, calendarOf } from "./calendar.js"
import type { FleetStatus } from "./fleetStatus.js"

/** What follows from the certificate that the fleet serves: the expected one where a port has it, else the most frequent. */
export interface Outlook {
  readonly assessment: Assessment
  readonly coverage: Coverage
  readonly calendar: Calendar
  /** What the calendar was made for. */
  readonly question: CalendarQuestion
}

/** Undefined where no certificate could be read at any port. */
export function outlookOf(fleet: Fleet, status: FleetStatus, isPublic: boolean): Outlook | undefined {
  const counts = new Map<string, { readonly assessment: Assessment; count: number }>()
  for (const { ports } of [...status.servers, ...status.farms])
    for (const { verdict } of ports) {
      const { assessment } = verdict
      if (assessment === undefined) continue
      const { fingerprint } = assessment.leaf
      const known = counts.get(fingerprint)
      if (known === undefined) counts.set(fingerprint, { assessment, count: 1 })
      else known.count += 1
    }
  const usual = [...counts.values()].sort((one, other) => other.count - one.count)[0]
  const assessment = (counts.get(status.expected ?? "") ?? usual)?.assessment
  if (assessment === undefined) return undefined
  const { leaf, endsFirst } = assessment
  const question = {
    ...{ now: new Date(status.at), notBefore: leaf.notBefore, endsFirst: endsFirst.notAfter, isPublic },
  }
  const coverage = coverageOf(fleet, sanEntries(leaf) ?? [])
  return { assessment, coverage, calendar: calendarOf(question), question }
}
