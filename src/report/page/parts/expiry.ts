import type { ChainLink } from "../../chainLinks.js"
import type { Mood } from "../../moods.js"
import { type Html, html } from "../html.js"
import { counted, dayOf, daysText } from "../words.js"
import { badge } from "./badge.js"
import { chartOf, type Line, monthTicks, type Track } from "./tracks.js"

const day = 86_400_000

export interface Dated {
  /** Each begins with its leaf. */
  readonly chains: readonly (readonly ChainLink[])[]
  /** ISO 8601, UTC. */
  readonly at: string
  /** When to renew, where that is known. */
  readonly renewals?: readonly { readonly at: Date | string; readonly expires: Date | string }[]
}

/** With fewer days left a bar says so by its colour, too. */
const soonDays = 14

/** How long every certificate still lives, over one axis: leaves whole, what signs them as far as there is room. */
export function expiryOf({ chains, at, renewals = [] }: Dated): Html {
  const now = Date.parse(at)
  const leaves = unique(chains.flatMap((links) => links.slice(0, 1)))
  const others = unique(chains.flatMap((links) => links.slice(1)))
  const from = Math.min(now - 30 * day, ...leaves.map(({ notBefore }) => Date.parse(notBefore)))
  const to = Math.max(now + 365 * day, ...leaves.map(({ notAfter }) => Date.parse(notAfter) + 30 * day))
  const [next] = renewals
  const lines: Line[] = [
    { at: now, kind: "now", title: `this look: ${dayOf(at)}` },
    ...(next === undefined
      ? []
      : [{ at: moment(next.at), kind: "renew", title: `renew on ${dayIn(next.at)}` }]),
  ]
  return html`${chartOf({
    label: "How long each certificate is valid",
    ...{ from, to, ticks: monthTicks(from, to), lines },
    tracks: [...leaves, ...others].map((link, index) => trackOf(link, now, index < leaves.length)),
  })}
<p class="note">The line is the day of this look, ${dayOf(at)}${next !== undefined && `; the dashed one the day to renew, ${dayIn(next.at)}`}.</p>`
}

function trackOf({ name, notBefore, notAfter }: ChainLink, now: number, isLeaf: boolean): Track {
  const [from, to] = [Date.parse(notBefore), Date.parse(notAfter)]
  const days = Math.floor((to - now) / day)
  const mood: Mood = days < 0 ? "bad" : days < soonDays ? "warn" : "good"
  const says = `${name}: ${dayOf(notBefore)} to ${dayOf(notAfter)}, ${daysText(days)}`
  const left =
    days < 0 ? badge("bad", daysText(days)) : days < soonDays ? badge("warn", daysText(days)) : daysText(days)
  return {
    label: name,
    bars: [{ from, to, kind: `valid ${mood === "good" && isLeaf ? "leaf" : mood}`, title: says }],
    end: html`<span class="figure">${dayOf(notAfter)}</span> ${left}`,
    says,
  }
}

/** When to renew, and how often a year that will be. */
export function renewalsOf({
  renewals,
  rates,
}: {
  readonly renewals: NonNullable<Dated["renewals"]>
  readonly rates: readonly {
    readonly from: string | undefined
    readonly lifetimeDays: number
    readonly aYear: number
  }[]
}): Html {
  return html`<div class="columns"><div><h3>Renew on</h3><ol class="plain">${renewals
    .slice(0, shownDates)
    .map(
      ({ at, expires }) =>
        html`<li><span class="figure">${dayIn(at)}</span> before the end on ${dayIn(expires)}</li>`,
    )}</ol></div>
<div><h3>Rollouts a year</h3><ul class="plain">${rates.map(
    ({ from, lifetimeDays, aYear }) =>
      html`<li><span class="figure">${aYear}</span> ${from === undefined ? "now" : `from ${from} on`}, at ${counted(lifetimeDays, "day")} a certificate</li>`,
  )}</ul></div></div>`
}

const shownDates = 6

function moment(at: Date | string): number {
  return new Date(at).getTime()
}

function dayIn(at: Date | string): string {
  return dayOf(new Date(at).toISOString())
}

function unique(links: readonly ChainLink[]): readonly ChainLink[] {
  return [...new Map(links.map((link) => [link.fingerprint, link])).values()]
}
