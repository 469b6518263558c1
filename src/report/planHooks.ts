import { quoteWord } from "../remote/quote.js"
import type { RehearsedHook } from "../rollout/dryRun.js"

/** The hooks of a dry run, a line for each command: when it runs, for what, and what takes it back. */
export function hooksText(hooks: readonly RehearsedHook[]): string[] {
  if (hooks.length === 0) return []
  const turns = new Map<string, { readonly hook: RehearsedHook; readonly for: string[] }>()
  for (const hook of hooks) {
    const key = `${hook.hook} ${hook.way}`
    const known = turns.get(key)
    if (known === undefined) turns.set(key, { hook, for: [hook.for] })
    else known.for.push(hook.for)
  }
  const lines = [...turns.values()].map(({ hook, for: meant }) => lineOf(hook, meant))
  return [`Hooks, on this machine, in the order in which each first runs:\n${lines.join("")}`]
}

function lineOf({ hook, when, way, argv, undo = [] }: RehearsedHook, meant: readonly string[]): string {
  const what = way === "undo" ? "taken back, of" : when
  const partner = undo.length === 0 ? "" : `\n      taken back by ${words(undo)}`
  return `  ${what} ${hook}: ${words(argv)}\n      for ${meant.join(", ")}${partner}\n`
}

function words(argv: readonly string[]): string {
  return argv.map(quoteWord).join(" ")
}
