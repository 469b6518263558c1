import { hookMoments } from "../../fleet/types.js"
import { phaseNames } from "../phases/table.js"
import type { JournalEntry } from "./journal.js"

type Fields = Readonly<Record<string, unknown>>
type Check = (value: unknown) => boolean

const text: Check = (value) => typeof value === "string"
const texts: Check = (value) => Array.isArray(value) && value.every(text)
const record: Check = (value) => typeof value === "object" && value !== null && !Array.isArray(value)
const oneOf =
  (...words: readonly string[]): Check =>
  (value) =>
    typeof value === "string" && words.includes(value)

/** What a run that is taken up or taken back relies on; anything else of an entry may be missing. */
const shapes: Partial<Record<JournalEntry["type"], Readonly<Record<string, Check>>>> = {
  start: { rollout: text, certificate: text, commonName: text, hosts: texts, canaries: texts },
  phase: { host: text, phase: oneOf(...phaseNames), state: oneOf("started", "ok", "unchanged", "failed") },
  baseline: { host: text, files: record, leaves: record, served: record },
  deployed: { host: text, files: record, leaves: record },
  intent: { host: text, step: text },
  hook: {
    ...{ hook: text, for: text, hosts: texts, when: oneOf(...hookMoments), way: oneOf("run", "undo") },
    state: oneOf("started", "ok", "failed"),
  },
  decision: { decision: oneOf("go-on", "undo"), reason: text },
  outcome: { host: text, outcome: oneOf("done", "unchanged", "aborted", "rolled-back", "stuck") },
  end: { exitCode: (value) => typeof value === "number" },
}

/** The first entry that this version does not write so: edited by hand, or of another version; undefined when all are well. */
export function misshapen(entries: readonly JournalEntry[]): number | undefined {
  return entries.find((entry) => {
    const fields: Fields = { ...entry }
    return Object.entries(shapes[entry.type] ?? {}).some(([name, holds]) => !holds(fields[name]))
  })?.seq
}
