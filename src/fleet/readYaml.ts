import { isScalar, LineCounter, parseDocument, visit } from "yaml"
import type { z } from "zod"
import type { Finding, Subject } from "../finding.js"
import { fleetFindings } from "./findings.js"
import { isNestedTooDeeply } from "./nesting.js"
import { Positions } from "./positions.js"
import { schemaProblems } from "./schemaProblems.js"
import { tooMuchIn } from "./yamlSize.js"

/** What a YAML file of ours must look like, and how findings name it. */
export interface YamlKind<T> {
  readonly file: string
  readonly schema: z.ZodType<T>
  /** The same as JSON Schema: where the nearest right words come from. */
  readonly jsonSchema: () => unknown
}

type ParsedDocument = ReturnType<typeof parseDocument>

export type ReadYaml<T> =
  | { readonly data: T; readonly positions: Positions }
  | { readonly data?: undefined; readonly findings: readonly Finding[] }

/** Reads YAML by a schema. Every problem is a finding with line and column; all are reported at once. */
export function readYaml<T>(text: string, { file, schema, jsonSchema }: YamlKind<T>): ReadYaml<T> {
  const subject: Subject = { kind: "file", file }
  const lines = new LineCounter()
  const tooMuch = tooMuchIn(text) ?? (isNestedTooDeeply(text) ? "it is nested too deeply" : undefined)
  if (tooMuch !== undefined)
    return { findings: [fleetFindings.syntax(subject, { problem: tooMuch }, { line: 1, column: 1 })] }
  const document = parseDocument(text, {
    ...{ lineCounter: lines, prettyErrors: false },
    // Repeated keys are looked for below: yaml compares each key with each. What it would print is a finding or nothing.
    ...{ uniqueKeys: false, logLevel: "error" },
    // Whatever version a file says to be of: no sets, no bytes, no "yes" for true.
    ...{ schema: "core", resolveKnownTags: false },
  })
  const positions = new Positions(document, lines)
  const broken = [...document.errors, ...document.warnings, ...repeatedKeys(document)].map((error) => {
    const { line, col } = lines.linePos(error.pos[0])
    const problem = inPlainWords(error)
    return fleetFindings.syntax(subject, { problem }, { line: Math.max(line, 1), column: Math.max(col, 1) })
  })
  if (broken.length > 0) return { findings: broken }
  const plain = plainData(() => document.toJS({ maxAliasCount: 1000 }))
  if (!plain.ok)
    return { findings: [fleetFindings.syntax(subject, { problem: plain.problem }, positions.value([]))] }
  const parsed = schema.safeParse(plain.value)
  if (parsed.success) return { data: parsed.data, positions }
  const source = { data: plain.value, schema: jsonSchema(), subject, positions }
  return { findings: schemaProblems(parsed.error.issues, source) }
}

interface Problem {
  /** Of yaml's own. */
  readonly code?: string
  readonly message: string
  readonly pos: readonly [number, ...number[]]
}

/** What yaml says to programmers is put for who writes the file. */
function inPlainWords({ code, message }: Problem): string {
  if (code === "MULTIPLE_DOCS") return "a second document begins here; there may be one, without --- after it"
  const tag = /^Unresolved tag: (?:tag:yaml\.org,2002:(.+)|(.+))/.exec(message)
  if (tag !== null)
    return `the tag ${tag[1] === undefined ? tag[2] : `!!${tag[1]}`} does not go here; write the value without it`
  return message.split("\n")[0] ?? ""
}

/** YAML 1.2 section 3.2.1.3: the keys of a mapping are unique. */
function repeatedKeys(document: ParsedDocument): Problem[] {
  const found: Problem[] = []
  visit(document, {
    Map(_, { items }) {
      const seen = new Set<unknown>()
      for (const { key } of items) {
        if (!isScalar(key)) continue
        if (seen.has(key.value))
          found.push({ message: "Map keys must be unique", pos: [key.range?.[0] ?? 0] })
        seen.add(key.value)
      }
    },
  })
  return found
}

/** Aliases can refer to themselves or multiply without end: yaml throws, and here that is a finding. */
function plainData(
  convert: () => unknown,
): { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly problem: string } {
  try {
    return { ok: true, value: convert() }
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error)
    const isMultiplied = problem.startsWith("Excessive alias count")
    return { ok: false, problem: isMultiplied ? "aliases take one anchor more than 1000 times" : problem }
  }
}
