import { phases as table } from "../../../rollout/phases/table.js"
import type { HostStory, MarkStory, PhaseStory, RunStory } from "../../../rollout/record/story.js"
import { outcomeMoods } from "../../moods.js"
import { endText, hookTroubles, isSpan, momentText, runWords, spanText } from "../../story/words.js"
import { type Html, html } from "../html.js"
import { badge } from "./badge.js"
import { type Bar, chartOf, durationTicks, type Line, type Track } from "./tracks.js"

const legend = [
  ["part1", "prepare"],
  ["part2", "change files"],
  ["part3", "change services, prove"],
  ["part4", "clean up"],
  ["review", "look before an undo"],
  ["undo", "undo"],
  ["failed", "failed"],
  ["cut-off", "cut off"],
] as const

/** The stretch of time that a run took, milliseconds since the epoch. */
interface Span {
  readonly from: number
  readonly to: number
}

/** What each host went through in one run, over one axis of time. */
export function ganttOf(run: RunStory): Html {
  const { from, by, kind, hosts, marks } = run
  const span = { from, to: lastOf(run) }
  const length = span.to - from
  const used = new Set(hosts.flatMap(({ phases }) => phases.map(kindOf)))
  return html`<h3>${runWords[kind]} of ${momentText(from)}, ${spanText(length)}</h3>
<p class="note">By ${by}: ${endText(run)}.</p>
<ul class="legend" aria-hidden="true">${legend
    .filter(([name]) => used.has(name))
    .map(
      ([name, word]) =>
        html`<li><svg class="key"><rect class="phase ${name}" width="100%" height="100%"/></svg> ${word}</li>`,
    )}</ul>
${chartOf({
  label: "Each server's phases",
  from: 0,
  // Where the clock was changed there is no axis to draw on.
  ...(isSpan(length)
    ? { to: length, ticks: durationTicks(length), lines: linesOf(marks, span) }
    : { to: 0, ticks: [], lines: [] }),
  tracks: hosts.map((host) => trackOf(host, span)),
})}
${marksOf(marks, span)}${warningsOf(run)}`
}

/** Where a run was cut off, the last that is known of it. */
function lastOf({ from, to, hosts, marks }: RunStory): number {
  const phases = hosts.flatMap((host) => host.phases.flatMap((phase) => [phase.from, phase.to ?? phase.from]))
  return to ?? Math.max(from, ...phases, ...marks.map(({ at }) => at))
}

function trackOf({ host, outcome, reason, phases }: HostStory, span: Span): Track {
  const lengths = phases.map((phase) => lengthOf(phase, span))
  const busy = lengths.every(isSpan) ? lengths.reduce((sum, ms) => sum + ms, 0) : Number.NaN
  const end = outcome === undefined ? badge("bad", "cut off") : badge(outcomeMoods[outcome], outcome)
  const texts = phases.map((phase) => phaseText(phase, span)).join("; ")
  return {
    label: host,
    end: html`${end} <span class="figure">${spanText(busy)}</span>`,
    bars: isSpan(span.to - span.from) ? phases.map((phase) => barOf(phase, span)) : [],
    says: `${host}: ${texts || "nothing begun"}${reason === undefined ? "" : `. ${reason}`}`,
  }
}

function barOf(phase: PhaseStory, span: Span): Bar {
  const from = phase.from - span.from
  const detail = phase.detail === undefined ? "" : `: ${phase.detail}`
  return {
    ...{ from, to: from + lengthOf(phase, span), kind: kindOf(phase) },
    title: `${phaseText(phase, span)}${detail}`,
  }
}

function lengthOf({ from, to }: PhaseStory, span: Span): number {
  return (to ?? span.to) - from
}

function kindOf({ phase, state }: PhaseStory): string {
  if (state === "failed" || state === "cut-off") return state
  const { direction, part } = table[phase]
  return direction === "forward" ? `part${part}` : direction
}

function phaseText(phase: PhaseStory, span: Span): string {
  return `${phase.phase} ${phase.state}, ${spanText(lengthOf(phase, span))}`
}

/** The first of each part, and everything that stops a rollout. */
function linesOf(marks: readonly MarkStory[], span: Span): readonly Line[] {
  const parts = new Set<number>()
  return marks.flatMap(({ at, kind, text, part }) => {
    if (part !== undefined && parts.has(part)) return []
    if (part !== undefined) parts.add(part)
    return [{ at: at - span.from, kind, title: text }]
  })
}

const markWords: Readonly<Record<MarkStory["kind"], string>> = {
  part: "",
  interruption: "stopped: ",
  undo: "every changed server is called back: ",
  "go-on": "",
}

function marksOf(marks: readonly MarkStory[], span: Span): Html {
  return html`<ol class="marks" aria-label="What concerned all servers">${marks.map(
    ({ at, kind, text }) =>
      html`<li class="${kind}"><span class="figure">${spanText(at - span.from)}</span> ${markWords[kind]}${text}</li>`,
  )}</ol>`
}

/** What was said of servers on the way, and hooks that did not end well. */
function warningsOf(run: RunStory): Html | undefined {
  const told = [
    ...run.hosts.flatMap(({ host, warnings }) => warnings.map((text) => ({ host, text }))),
    ...hookTroubles(run).map(({ for: host, text }) => ({ host, text })),
  ]
  if (told.length === 0) return undefined
  return html`<ul class="plain" aria-label="Warnings">${told.map(
    ({ host, text }) => html`<li>${badge("warn", "warning")} ${host}: ${text}</li>`,
  )}</ul>`
}
