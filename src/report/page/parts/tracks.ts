import { type Content, type Html, html } from "../html.js"

/** A stretch of time on a track; `from` and `to` in the unit of its chart. */
export interface Bar {
  readonly from: number
  readonly to: number
  /** Its colour and pattern; the style knows them. */
  readonly kind: string
  /** What a pointer that rests on it is told. */
  readonly title: string
}

/** A moment that concerns all tracks. */
export interface Line {
  readonly at: number
  readonly kind: string
  readonly title: string
}

export interface Track {
  readonly label: Content
  readonly bars: readonly Bar[]
  /** What stands at its end. */
  readonly end: Content
  /** The whole track in words, for those who do not see it. */
  readonly says: string
}

export interface Chart {
  readonly label: string
  readonly from: number
  readonly to: number
  readonly ticks: readonly { readonly at: number; readonly text: string }[]
  readonly lines: readonly Line[]
  readonly tracks: readonly Track[]
}

/** A thinner bar would not be seen. Percent of the width. */
const thinnest = 0.4

/** Tracks over one axis of time: texts keep their size at every width, as only shapes are stretched. */
export function chartOf({ label, from, to, ticks, lines, tracks }: Chart): Html {
  const length = Math.max(to - from, 1)
  const place = (at: number): number => (Math.min(Math.max(at - from, 0), length) / length) * 100
  const marks = lines.map(
    ({ at, kind, title }) =>
      html`<line class="line ${kind}" x1="${percent(place(at))}" x2="${percent(place(at))}" y1="0" y2="100%"><title>${title}</title></line>`,
  )
  const grid = ticks.map(
    ({ at }) =>
      html`<line class="grid" x1="${percent(place(at))}" x2="${percent(place(at))}" y1="0" y2="100%"/>`,
  )
  return html`<div class="chart"><div class="axis" aria-hidden="true"><span></span>${axisOf(ticks, place)}<span></span></div>
<ul class="tracks" aria-label="${label}">
${tracks.map(
  ({ label: who, bars, end, says }) => html`<li><span class="who">${who}</span>
<svg class="track" role="img" aria-label="${says}">${grid}${bars.map((bar) => barOf(bar, place))}${marks}</svg>
<span class="end">${end}</span></li>
`,
)}</ul></div>`
}

function barOf({ from, to, kind, title }: Bar, place: (at: number) => number): Html {
  const start = Math.min(place(from), 100 - thinnest)
  const width = Math.max(place(to) - start, thinnest)
  return html`<rect class="phase ${kind}" x="${percent(start)}" width="${percent(width)}" y="3" height="14" rx="1"><title>${title}</title></rect>`
}

function axisOf(ticks: Chart["ticks"], place: (at: number) => number): Html {
  return html`<svg class="ticks">${ticks.map(({ at, text }) => {
    const x = place(at)
    const anchor = x > 92 ? "end" : x < 4 ? "start" : "middle"
    return html`<text x="${percent(x)}" y="13" text-anchor="${anchor}">${text}</text>`
  })}</svg>`
}

function percent(value: number): string {
  return `${Math.round(value * 100) / 100}%`
}

const steps = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 43_200, 86_400]

/** So many ticks have room. */
const mostTicks = 6

/** Ticks of an axis that begins at 0, in milliseconds. */
export function durationTicks(ms: number): Chart["ticks"] {
  const seconds = Math.max(ms / 1000, 0.5)
  const days = Math.ceil(seconds / 86_400 / mostTicks)
  const step = steps.find((one) => seconds / one <= mostTicks) ?? days * 86_400
  const size = seconds < 1 ? 0.1 : step
  return Array.from({ length: Math.floor(seconds / size) + 1 }, (_, index) => {
    const at = index * size
    const text = step >= 60 ? `${Math.round(at / 60)} min` : `${Number(at.toFixed(1))} s`
    return { at: at * 1000, text }
  })
}

/** Firsts of months between two moments, in milliseconds. */
export function monthTicks(from: number, to: number): Chart["ticks"] {
  const first = new Date(from)
  const months = (to - from) / (30.44 * 86_400_000)
  const years = Math.ceil(months / 12 / mostTicks)
  const step = [1, 2, 3, 6, 12, 24, 60, 120].find((one) => months / one <= mostTicks) ?? years * 12
  const next = first.getUTCFullYear() * 12 + first.getUTCMonth() + 1
  const ticks: { at: number; text: string }[] = []
  for (let month = Math.ceil(next / step) * step; ; month += step) {
    // Not `Date.UTC`, whose first hundred years are the last century's.
    const at = new Date(0).setUTCFullYear(0, month, 1)
    if (!(at <= to)) return ticks
    ticks.push({ at, text: new Date(at).toISOString().slice(0, 7) })
  }
}
