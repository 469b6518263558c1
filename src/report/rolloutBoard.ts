import { ports, servers } from "../fleet/serverCount.js"
import { type Phase, partNumbers, parts, phaseNames, phases } from "../rollout/phases/table.js"
import type { EventSink } from "../rollout/record/events.js"
import { printable } from "./printable.js"
import { folded, noProgress, type Progress, withEvent } from "./rolloutProgress.js"
import { wayWords } from "./vantages.js"

export interface Terminal {
  write(text: string): void
  columns(): number
}

export interface Board extends EventSink {
  /** Leaves the last state on the screen. */
  end(): void
}

const rows: readonly (readonly [title: string, phases: readonly Phase[]])[] = [
  ...partNumbers.map((part) => {
    const own = phaseNames.filter((one) => phases[one].direction === "forward" && phases[one].part === part)
    return [parts[part].short, own] as const
  }),
  ["review", phaseNames.filter((one) => phases[one].direction === "review")],
  ["undo", phaseNames.filter((one) => phases[one].direction === "undo")],
]

const titleWidth = Math.max(...rows.map(([title]) => title.length))

/** Screen updates a second. */
const rate = 10

/** A board of one height for any number of hosts, redrawn in place. */
export function rolloutBoard(terminal: Terminal, startedAt: number, now: () => number): Board {
  let progress = noProgress
  let drawn = 0
  let timer: NodeJS.Timeout | undefined
  const draw = (): void => {
    timer = undefined
    const lines = boardLines(progress, Math.round((now() - startedAt) / 1000))
    const width = Math.max(terminal.columns(), 20)
    const up = drawn === 0 ? "" : `\u001b[${drawn}A`
    terminal.write(`${up}${lines.map((line) => `\u001b[2K${clip(line, width - 1)}\n`).join("")}`)
    drawn = lines.length
  }
  return {
    emit: async (event) => {
      progress = withEvent(progress, event)
      timer ??= setTimeout(draw, 1000 / rate)
    },
    end() {
      clearTimeout(timer)
      draw()
    },
  }
}

/** The board's lines: always the same number. */
export function boardLines(progress: Progress, seconds: number): string[] {
  const { hosts, outcomes, commonName, troubles, decision } = progress
  const running = [...progress.phases].flatMap(([phase, { running: on }]) =>
    on.size === 0 ? [] : [`${phase} on ${on.size <= 3 ? [...on].join(", ") : `${on.size} hosts`}`],
  )
  return [
    `${commonName}: ${outcomes.size} of ${servers(hosts)} finished, ${seconds} s`,
    ...rows.map(([title, own]) => row(title, own.map((phase) => phaseText(phase, progress)).join("   "))),
    row("proven", provenText(progress)),
    row("now", running.join("; ") || "-"),
    row(
      "trouble",
      [...(decision === undefined ? [] : [decision]), ...folded(troubles)].map(printable).join("; ") ||
        "none",
    ),
  ]
}

function row(title: string, text: string): string {
  return `  ${title.padEnd(titleWidth)}  ${text}`
}

function phaseText(phase: Phase, progress: Progress): string {
  const count = progress.phases.get(phase)
  if (count === undefined) return `${phase} ·`
  return `${phase} ${count.ok}${count.failed > 0 ? ` (${count.failed} failed)` : ""}${count.running.size > 0 ? "…" : ""}`
}

function provenText({ proven }: Progress): string {
  return [...proven].map(([way, count]) => `${ports(count)}, ${wayWords[way]}`).join("; ") || "-"
}

function clip(line: string, width: number): string {
  return line.length > width ? `${line.slice(0, width - 1)}…` : line
}
