/** Every mutant of a source, and a draw of them from a seed. */
import { random } from "../fuzz/mutate.js"
import { type Edit, operators } from "./operators.js"
import { runningNodes } from "./syntax.js"

export interface Mutant {
  /** From the root of the repository, with slashes. */
  readonly file: string
  /** Counted from 1. */
  readonly line: number
  readonly operator: string
  /** The lines that change, without what they have in common at their edges. */
  readonly before: string
  readonly after: string
  /** The whole file. */
  readonly text: string
}

export function mutantsOf(file: string, source: string): readonly Mutant[] {
  const nodes = runningNodes(source)
  return Object.entries(operators).flatMap(([operator, edits]) =>
    nodes.flatMap((node) => edits(node, source).map((edit) => mutant(file, source, operator, edit))),
  )
}

/** All of them in an order of the seed's own: as many as are wanted are taken from its front. */
export function shuffled<T>(all: readonly T[], seed: number): readonly T[] {
  const next = random(seed)
  return all
    .map((one) => ({ one, rank: next() }))
    .sort((first, second) => first.rank - second.rank)
    .map(({ one }) => one)
}

function mutant(file: string, source: string, operator: string, { start, end, text }: Edit): Mutant {
  const from = source.lastIndexOf("\n", start - 1) + 1
  const lineEnd = source.indexOf("\n", Math.max(start, end - 1))
  const to = lineEnd === -1 ? source.length : lineEnd
  return {
    file,
    line: source.slice(0, start).split("\n").length,
    operator,
    before: source.slice(from, to).trim(),
    after: `${source.slice(from, start)}${text}${source.slice(end, to)}`.trim(),
    text: `${source.slice(0, start)}${text}${source.slice(end)}`,
  }
}
