import type { z } from "zod"
import type { Finding, Subject } from "../finding.js"
import { fleetFindings } from "./findings.js"
import { nearest } from "./nearest.js"
import type { Positions } from "./positions.js"
import type { FleetPath } from "./types.js"

type Issue = z.core.$ZodIssue

/** A YAML file of ours as it was read, and the JSON Schema of its kind. */
export interface SchemaSource {
  readonly data: unknown
  readonly schema: unknown
  readonly subject: Subject
  readonly positions: Positions
}

/** What the schema has against the file, each at its line, with the nearest right word. */
export function schemaProblems(issues: readonly Issue[], source: SchemaSource): Finding[] {
  const { data, schema, subject, positions } = source
  return issues.flatMap((issue) => {
    const path = issue.path.filter((step) => typeof step !== "symbol")
    if (issue.code === "unrecognized_keys") {
      const allowed = keysAt(schema, path)
      return issue.keys.map((key) =>
        fleetFindings.unknownKey(
          subject,
          { key, parent: pathText(path), nearest: nearest(key, allowed) ?? "", allowed },
          positions.key(path, key),
        ),
      )
    }
    const found = valueAt(data, path)
    if (found === undefined && path.length > 0)
      return fleetFindings.missingKey(
        subject,
        { key: String(path.at(-1)), parent: pathText(path.slice(0, -1)) },
        positions.value(path.slice(0, -1)),
      )
    const facts = { path: pathText(path), found: shown(found, issue), ...explained(issue, found) }
    return fleetFindings.invalidValue(subject, facts, positions.value(path))
  })
}

function explained(issue: Issue, found: unknown): { problem: string; nearest: string } {
  if (issue.code === "invalid_value") {
    const options = issue.values.map(String)
    const near = typeof found === "string" ? nearest(found, options) : undefined
    return { problem: `expected ${options.join(", ")}`, nearest: near ?? "" }
  }
  const own = issue.message.startsWith("expected ") || issue.message.startsWith("at most ")
  if (own || issue.code !== "invalid_type") return { problem: issue.message, nearest: "" }
  const words: Readonly<Record<string, string>> = {
    array: "a list",
    object: "keys with values",
    string: "text",
    boolean: "true or false",
    number: "a number",
    int: "a whole number",
  }
  return { problem: `expected ${words[issue.expected] ?? issue.expected}`, nearest: "" }
}

/** As PEM, base64 as long as the smallest key's, and a password in an address. */
const secretLike = /-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----|[A-Za-z0-9+/_-]{32,}|:[^\s@]*@/

/** What stands there, unless it may be secret: in the place of a variable's name, or of the file itself. */
function shown(value: unknown, issue: Issue): string {
  if (value === null || value === undefined) return "nothing"
  if (Array.isArray(value)) return value.length === 0 ? "an empty list" : "a list"
  if (typeof value === "object") return "keys with values"
  if (typeof value !== "string") return JSON.stringify(value)
  // A command in one line may hold tokens.
  if (issue.code === "invalid_type" && (issue.expected === "array" || issue.expected === "object"))
    return "text"
  const isOfVariable = String(issue.path.at(-1)).endsWith("Env")
  return isOfVariable || secretLike.test(value)
    ? "text that is not shown, as it may be secret"
    : JSON.stringify(value).slice(0, 80)
}

/** `servers[2].ports`; the whole file for the empty path. */
export function pathText(path: FleetPath): string {
  const text = path.map((step) => (typeof step === "number" ? `[${step}]` : `.${step}`)).join("")
  return text === "" ? "the file" : text.replace(/^\./, "")
}

function valueAt(data: unknown, path: FleetPath): unknown {
  return path.reduce<unknown>(
    (value, step) =>
      typeof value === "object" && value !== null ? (value as Record<string, unknown>)[step] : undefined,
    data,
  )
}

interface SchemaNode {
  readonly properties?: Readonly<Record<string, SchemaNode>>
  readonly items?: SchemaNode
  readonly anyOf?: readonly SchemaNode[]
}

function keysAt(schema: unknown, path: FleetPath): string[] {
  const node = path.reduce<SchemaNode | undefined>(
    (parent, step) => (typeof step === "number" ? parent?.items : propertiesOf(parent)[step]),
    schema as SchemaNode,
  )
  return Object.keys(propertiesOf(node))
}

/** Of a choice between kinds, whatever any of them has. */
function propertiesOf(node: SchemaNode | undefined): Readonly<Record<string, SchemaNode>> {
  return Object.assign({}, ...[node, ...(node?.anyOf ?? [])].map((one) => one?.properties))
}
