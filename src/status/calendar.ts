import { dueByLifetime } from "../issuance/dueDate.js"

const day = 86_400_000

/** The longest validity that a public CA may give, by the day of issuance (Baseline Requirements section 6.3.2). */
export const publicLifetimes: readonly { readonly from: string; readonly days: number }[] = [
  { from: "2020-09-01", days: 398 },
  { from: "2026-03-15", days: 200 },
  { from: "2027-03-15", days: 100 },
  { from: "2029-03-15", days: 47 },
]

/** What a calendar is made for. */
export interface CalendarQuestion {
  readonly now: Date
  readonly notBefore: Date
  /** Of leaf and chain whatever ends first. */
  readonly endsFirst: Date
  /** A private CA is bound by no such rule: then each certificate is taken to live as long as this one. */
  readonly isPublic: boolean
  /** The CA's own word on this certificate, where it has one. */
  readonly suggested?: SuggestedRenewal | undefined
}

/** Renewal information, RFC 9773 section 4.2. */
export interface SuggestedRenewal {
  /** The moment that was chosen in the window; its middle, where none was yet. */
  readonly at: Date
  readonly window: { readonly start: Date; readonly end: Date }
  readonly explanationUrl?: string
}

export interface Renewal {
  /** When to renew: as the CA suggests, else a third of the lifetime before the end (half below 10 days). */
  readonly at: Date
  /** When the certificate that it replaces would end. */
  readonly expires: Date
  /** The window that the CA suggests, where it does. */
  readonly window?: SuggestedRenewal["window"]
  /** Why, in the CA's words. */
  readonly explanationUrl?: string
}

export interface RolloutRate {
  /** `2027-03-15`; undefined for now. */
  readonly from: string | undefined
  readonly lifetimeDays: number
  /** How many renewals fall into a year with that lifetime. */
  readonly aYear: number
}

export interface Calendar {
  /** The next dates, the first of them maybe past already. */
  readonly renewals: readonly Renewal[]
  readonly rates: readonly RolloutRate[]
}

/** How far ahead the dates go, and how many at most. */
const horizonDays = 1_100
const mostDates = 24

/** When this certificate and those after it are to be renewed, and how often a year that will be. */
export function calendarOf(question: CalendarQuestion): Calendar {
  const { now, notBefore, endsFirst, isPublic, suggested } = question
  const own = endsFirst.getTime() - notBefore.getTime()
  const horizon = now.getTime() + horizonDays * day
  const first = { at: dueByLifetime({ notBefore, notAfter: endsFirst }), ...suggested, expires: endsFirst }
  const renewals: Renewal[] = [first]
  for (let last = renewals[0]; last !== undefined && renewals.length < mostDates; last = renewals.at(-1)) {
    const issued = Math.max(last.at.getTime(), now.getTime())
    const lifetime = isPublic ? lifetimeOn(issued) * day : own
    const expires = new Date(issued + lifetime)
    const next = { at: dueByLifetime({ notBefore: new Date(issued), notAfter: expires }), expires }
    if (lifetime <= 0 || next.at.getTime() > horizon) break
    renewals.push(next)
  }
  const today = isPublic ? lifetimeOn(now.getTime()) : own / day
  const later = isPublic ? publicLifetimes.filter(({ from }) => Date.parse(from) > now.getTime()) : []
  return {
    renewals,
    rates: [rateOf(undefined, today), ...later.map(({ from, days }) => rateOf(from, days))],
  }
}

function lifetimeOn(moment: number): number {
  return publicLifetimes.findLast(({ from }) => Date.parse(from) <= moment)?.days ?? 825
}

function rateOf(from: string | undefined, lifetimeDays: number): RolloutRate {
  return { from, lifetimeDays: Math.round(lifetimeDays), aYear: Math.ceil(365 / ((lifetimeDays * 2) / 3)) }
}
