import type { HostResult } from "../rollout/engine.js"
import type { Outcome } from "../rollout/phases/table.js"
import { moodInks, outcomeMoods } from "./moods.js"
import type { Paint } from "./paint.js"
import { printable } from "./printable.js"
import { folded } from "./rolloutProgress.js"
import { spanText } from "./story/words.js"
import { tableText } from "./table.js"
import { vantagesText } from "./vantages.js"

const columns = [
  { title: "server" },
  { title: "outcome" },
  { title: "ports proven" },
  { title: "from, to" },
  { title: "time", align: "right" },
] as const

/** The last word of a rollout: a line a host, then the reasons, then what a human must do where one must. */
export function rolloutTable(results: readonly HostResult[], { paint }: { paint: Paint }): string {
  const rows = results.map(({ host, outcome, ports, portsProven, proofs, ms }) => {
    const proven = `${portsProven} of ${ports}${outcome === "rolled-back" ? ", old" : ""}`
    const from = portsProven === 0 ? "-" : vantagesText(proofs)
    return [printable(host), outcome ?? "interrupted", proven, from, spanText(ms)]
  })
  const text = tableText(columns, rows)
  const notes = folded(results.flatMap(({ host, notes: own = [] }) => own.map((text) => ({ host, text }))))
  const reasons = folded(
    results.flatMap(({ host, reason }) => (reason === undefined ? [] : [{ host, text: reason }])),
  )
  return [
    painted(text, paint),
    ...(notes.length === 0 ? [] : [`\n${notes.map((note) => `note: ${printable(note)}`).join("\n")}\n`]),
    ...(reasons.length === 0 ? [] : [`\n${reasons.map(printable).join("\n")}\n`]),
    ...results.map((result) => manualText(result)),
  ].join("")
}

/** Colours the second column; painting the cells first would upset the widths. */
function painted(text: string, paint: Paint): string {
  return text.replace(/^(\S+ +)([a-z-]+)/gm, (line, host: string, word: string) => {
    const colour = isOutcome(word) ? moodInks[outcomeMoods[word]] : undefined
    return colour === undefined ? line : `${host}${paint(colour, word)}`
  })
}

function isOutcome(word: string): word is Outcome {
  return Object.hasOwn(outcomeMoods, word)
}

/** What a human runs, and where, when certfleet could not put a host right. */
export function manualText({ host, commands, commandsAs: user }: HostResult): string {
  if (commands === undefined) return ""
  const lines = commands.map((line) => `    ${printable(line)}\n`).join("")
  return `\nOn ${printable(host)}, as ${printable(user ?? "root")}, to bring the old certificate back:\n${lines}`
}
