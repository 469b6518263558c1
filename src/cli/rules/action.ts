import { type ExitCode, exitCodes, ToolError } from "../../errors.js"
import { nearest } from "../../fleet/nearest.js"
import {
  type Explanation,
  otherExplanations,
  ruleExplanations,
  scopes,
  sources,
} from "../../lint/explanation.js"
import { inForceText } from "../../report/explanationText.js"
import { documentText } from "../../report/jsonText.js"
import { tableText } from "../../report/table.js"
import type { Io } from "../io.js"
import { note } from "../terminal/voice.js"
import type { RulesOptions } from "./options.js"

/** `certfleet rules`: every rule, a line each. */
export async function listRules(io: Io, options: RulesOptions): Promise<ExitCode> {
  const source = choice("--source", options.source, sources)
  const scope = choice("--scope", options.scope, scopes)
  const all = options.all === true ? [...ruleExplanations(), ...otherExplanations()] : ruleExplanations()
  const listed = all.filter(
    (rule) =>
      (source === undefined || rule.source === source) &&
      (scope === undefined || rule.scopes?.includes(scope) === true),
  )
  if (options.json === true) io.stdout.write(documentText({ rules: listed }))
  else {
    io.stdout.write(tableOf(listed))
    const what = options.all === true ? "code" : "rule"
    const count = listed.length === 1 ? `1 ${what}` : `${listed.length} ${what}s`
    note(io, `${count}; certfleet explain CODE says more`)
  }
  return exitCodes.ok
}

function tableOf(listed: readonly Explanation[]): string {
  const titles = ["code", "severity", "source", "looks at", "in force", "see"]
  return tableText(
    titles.map((title) => ({ title })),
    listed.map((rule) => [
      rule.code,
      rule.severity,
      rule.source ?? "",
      rule.scopes?.join(" ") ?? "",
      inForceText(rule),
      rule.citation ?? "",
    ]),
  )
}

function choice<T extends string>(
  option: string,
  word: string | undefined,
  words: readonly T[],
): T | undefined {
  if (word === undefined) return undefined
  const found = words.find((one) => one === word)
  if (found !== undefined) return found
  const near = nearest(word, words)
  const list = `one of ${words.join(", ")}`
  throw new ToolError("usage", `${option} ${word} is unknown`, {
    hint: near === undefined ? list : `did you mean ${near}? ${list}`,
  })
}
