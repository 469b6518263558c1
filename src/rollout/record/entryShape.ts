import { exitCodes } from "../../errors.js"
import { hookMoments } from "../../fleet/types.js"
import { partNumbers, phaseNames } from "../phases/table.js"
import type { JournalEntry } from "./journal.js"

type Fields = Readonly<Record<string, unknown>>
type Check = (value: unknown) => boolean
/** Of each field, what it has to be. */
type Shape = Readonly<Record<string, Check>>

const text: Check = (value) => typeof value === "string"
const number: Check = (value) => typeof value === "number"
const flag: Check = (value) => typeof value === "boolean"
const listOf =
  (one: Check): Check =>
  (value) =>
    Array.isArray(value) && value.every(one)
const texts = listOf(text)
const like =
  (pattern: RegExp): Check =>
  (value) =>
    typeof value === "string" && pattern.test(value)
const oneOf =
  (...words: readonly unknown[]): Check =>
  (value) =>
    words.includes(value)
const maybe =
  (holds: Check): Check =>
  (value) =>
    value === undefined || holds(value)
const record =
  (shape: Shape): Check =>
  (value) =>
    isRecord(value) && hasShape(value, shape)
const recordOf =
  (one: Check): Check =>
  (value) =>
    isRecord(value) && Object.values(value).every(one)

/** As `Date` writes it, in the years that need no sign. */
const moment: Check = (value) =>
  like(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/)(value) && !Number.isNaN(Date.parse(String(value)))

/** It names a file here and a folder on every host. */
const id = like(/^\w[\w-]{0,99}$/)
const fingerprint = like(/^[0-9a-f]{64}$/)

const port = record({
  ...{ service: text, port: number, proven: flag, name: maybe(text), address: maybe(text) },
  ...{ from: maybe(oneOf("direct", "ssh", "openssl")), problem: maybe(text) },
})

/** What a run that is taken up or taken back relies on has to be there; of the rest, what is there has to be as it is written. */
const shapes: Readonly<Record<JournalEntry["type"], Shape>> = {
  start: {
    ...{ rollout: id, certificate: fingerprint, commonName: text, hosts: texts, canaries: texts },
    ...{ holder: maybe(text), domain: maybe(text), restart: maybe(text), maxFailures: maybe(number) },
    ...{ resumed: maybe(flag), rollback: maybe(flag), localOnly: maybe(flag), rolling: maybe(flag) },
  },
  phase: {
    ...{ host: text, phase: oneOf(...phaseNames), state: oneOf("started", "ok", "unchanged", "failed") },
    ...{ ms: maybe(number), detail: maybe(text) },
  },
  baseline: {
    ...{ host: text, files: recordOf(text), leaves: recordOf(text), served: recordOf(text) },
    ...{ servedByName: maybe(recordOf(text)), version: maybe(text), halfDone: maybe(oneOf(true)) },
    ldap: maybe(record({ certificate: maybe(text), key: maybe(text) })),
  },
  warning: { host: text, text },
  deployed: { host: text, files: recordOf(text), leaves: recordOf(text) },
  proof: { host: text, ports: maybe(listOf(port)), notes: maybe(texts) },
  part: { part: oneOf(...partNumbers), hosts: texts },
  intent: { host: text, step: text, undo: maybe(text) },
  hook: {
    ...{ hook: text, for: text, hosts: texts, when: oneOf(...hookMoments), way: oneOf("run", "undo") },
    ...{ state: oneOf("started", "ok", "failed"), host: maybe(text), ms: maybe(number), detail: maybe(text) },
    ...{ argv: maybe(texts), undo: maybe(texts), environment: maybe(texts), timeoutMs: maybe(number) },
  },
  interruption: { reason: text },
  decision: { decision: oneOf("go-on", "undo"), reason: text },
  outcome: {
    ...{ host: text, outcome: oneOf("done", "unchanged", "aborted", "rolled-back", "stuck") },
    ...{ ports: maybe(number), portsProven: maybe(number), ms: maybe(number), reason: maybe(text) },
    ...{ commands: maybe(texts), commandsAs: maybe(text) },
  },
  end: { exitCode: oneOf(...Object.values(exitCodes)) },
}

/** The first entry that this version does not write so: edited by hand, or of another version; undefined when all are well. */
export function misshapen(entries: readonly JournalEntry[]): number | undefined {
  return entries.find((entry) => !hasShape({ ...entry }, { time: moment, ...shapeOf(entry.type) }))?.seq
}

/** What another version has entries of besides is no matter of this one's. */
function shapeOf(type: string): Shape {
  return Object.hasOwn(shapes, type) ? shapes[type as JournalEntry["type"]] : {}
}

function hasShape(fields: Fields, shape: Shape): boolean {
  return Object.entries(shape).every(([name, holds]) => holds(fields[name]))
}

function isRecord(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value)
}
