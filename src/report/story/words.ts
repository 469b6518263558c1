import type { ExitCode } from "../../errors.js"
import type { HookStory } from "../../rollout/record/hookStory.js"
import type { HostStory, RunStory } from "../../rollout/record/story.js"

/** What an exit code of a rollout means, in half a sentence. */
export const exitCodeWords: Readonly<Record<ExitCode, string>> = {
  0: "every server is done",
  1: "done, with something left to look at",
  2: "nothing was begun",
  3: "nothing was changed",
  4: "it failed, and every changed server was restored",
  5: "it needs a human",
  130: "it was interrupted",
}

export const runWords: Readonly<Record<RunStory["kind"], string>> = {
  rollout: "Rollout",
  resumed: "Taken up again",
  rollback: "Rollback",
}

/** `12.3 s`, `4 min 5 s`; undefined for what did not end. */
export function durationText(from: number, to: number | undefined): string {
  if (to === undefined) return "did not end"
  return spanText(to - from)
}

/** No run takes longer: what a journal says beyond it, or before the beginning, tells of the clock. Milliseconds. */
const longest = 31 * 86_400_000
/** Clocks are set right by that much at any time. Milliseconds. */
const jitter = 1_000

/** False of a time that nothing can have taken, milliseconds: the clock was changed meanwhile. */
export function isSpan(ms: number): boolean {
  return ms >= -jitter && ms <= longest
}

/** The same of milliseconds. */
export function spanText(ms: number): string {
  if (!isSpan(ms)) return "unknown (the clock was changed)"
  if (ms < 0) return "0.0 s"
  if (ms < 59_950) return `${(ms / 1000).toFixed(1)} s`
  const seconds = Math.round(ms / 1000)
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`
}

/** `2026-05-01 09:30:00 UTC`. */
export function momentText(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19).replace("T", " ")} UTC`
}

/** How a run ended, in a sentence. */
export function endText({ exitCode, kind }: RunStory): string {
  if (exitCode === 0 && kind === "rollback") return "every server is as it was before"
  return exitCode === undefined ? "it was cut off: the journal ends before it" : exitCodeWords[exitCode]
}

/** Over what `troubles` and `hookTroubles` tell: not every word on the way was trouble. */
export function troublesTitle(run: RunStory): string {
  const isWrong =
    run.exitCode !== 0 ||
    hookTroubles(run).length > 0 ||
    run.hosts.some(({ phases }) => phases.some(({ state }) => state === "failed"))
  return isWrong ? "What went wrong" : "What was said on the way"
}

export function portsText({ ports, portsProven }: HostStory): string {
  return ports === undefined ? "-" : `${portsProven ?? 0} of ${ports}`
}

/** From the first phase to the last. */
export function hostDuration({ phases }: HostStory): string {
  const [first] = phases
  const ends = phases.flatMap(({ to }) => to ?? [])
  if (first === undefined || ends.length === 0) return "-"
  const moments = phases.flatMap(({ from, to = from }) => [from, to])
  const isForward = moments.every((at, index) => isSpan(at - (moments[index - 1] ?? at)))
  return spanText(isForward ? Math.max(...ends) - first.from : Number.NaN)
}

/** The phases that took longest, the longest first. */
export function slowest({ phases }: HostStory): string {
  return phases
    .flatMap(({ phase, from, to }) => (to === undefined ? [] : [{ phase, ms: to - from }]))
    .filter(({ ms }) => isSpan(ms))
    .sort((one, other) => other.ms - one.ms)
    .slice(0, 2)
    .map(({ phase, ms }) => `${phase} ${spanText(ms)}`)
    .join(", ")
}

/** What went wrong on a host, in the order in which it did. */
export function troubles({ phases, reason, warnings }: HostStory): readonly string[] {
  const failed = phases.flatMap(({ phase, state, detail }) =>
    state === "failed" ? [`${phase} failed${detail === undefined ? "" : `: ${detail}`}`] : [],
  )
  const said = reason === undefined || failed.some((text) => text.includes(reason)) ? [] : [reason]
  return [...warnings, ...failed, ...said]
}

/** What went wrong with hooks; those of a server that failed for it are told of there, too. */
export function hookTroubles({
  hooks,
}: RunStory): readonly { readonly for: string; readonly text: string }[] {
  return hooks.flatMap((hook) =>
    hook.state === "ok" ? [] : [{ for: hook.for, text: `${hookWords(hook)} ${endOf(hook)}` }],
  )
}

/** `hook drain`, `undo of hook drain`. */
export function hookWords({ hook, way }: Pick<HookStory, "hook" | "way">): string {
  return way === "run" ? `hook ${hook}` : `undo of hook ${hook}`
}

function endOf({ state, detail }: HookStory): string {
  return state === "cut-off" ? "was cut off" : (detail ?? "failed")
}
