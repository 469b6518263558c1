/** What the author of a new rule says about it on the command line. */
import { parseArgs } from "node:util"
import { type Severity, severities } from "../../src/finding.js"
import { scopes, sources } from "../../src/lint/explanation.js"
import type { AnyRule, Source } from "../../src/rules/rule.js"
import type { Scope } from "../../src/rules/scope.js"
import { namingProblems } from "./naming.js"

export interface Wish {
  readonly code: string
  /** The folder in src/rules, and the list in src/rules/registry. */
  readonly group: string
  readonly on: AnyRule["on"]
  readonly scopes: readonly [Scope, ...Scope[]]
  readonly source: Source
  readonly severity: Severity
}

/** What there is already. */
export interface Known {
  readonly groups: readonly string[]
  /** Codes of all findings. */
  readonly codes: ReadonlySet<string>
}

export const usage = `usage: npm run new-rule -- CODE --group GROUP --scope SCOPE[,SCOPE] --source SOURCE [--severity SEVERITY]
  for example: npm run new-rule -- san-without-mail-host --group names --scope leaf,csr --source br`

/** The wish, or every reason why it cannot be granted. */
export function readWish(
  args: readonly string[],
  known: Known,
): { readonly wish: Wish } | { readonly problems: readonly string[] } {
  const text = { type: "string" } as const
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { group: text, scope: text, source: text, severity: { ...text, default: "warning" } },
  })
  const [code, ...more] = positionals
  const [scope, ...otherScopes] = (values.scope ?? "").split(",").map((word) => oneOf(scopes, word))
  const others = otherScopes.flatMap((one) => (one === undefined ? [] : [one]))
  const group = oneOf(known.groups, values.group)
  const source = oneOf(sources, values.source)
  const severity = oneOf(severities, values.severity)
  const on = scope === undefined ? undefined : subjectOf([scope, ...others])
  const problems = [
    ...(code === undefined || more.length > 0 ? ["one code is wanted"] : namingProblems(code, known.codes)),
    ...(group === undefined ? [choice("group", known.groups)] : []),
    ...(scope === undefined || others.length < otherScopes.length
      ? [`${choice("scope", scopes)}, or several with commas`]
      : []),
    ...(scope !== undefined && on === undefined
      ? ["--scope chain, key and fleet stand alone: such a rule looks at something else"]
      : []),
    ...(source === undefined ? [choice("source", sources)] : []),
    ...(severity === undefined ? [choice("severity", severities)] : []),
  ]
  if (
    problems.length > 0 ||
    code === undefined ||
    group === undefined ||
    scope === undefined ||
    on === undefined ||
    source === undefined ||
    severity === undefined
  )
    return { problems }
  return { wish: { code, group, on, scopes: [scope, ...others], source, severity } }
}

/** A rule that also reads requests sees only what requests have; undefined for a mixture that nothing has in common. */
function subjectOf(wanted: readonly Scope[]): AnyRule["on"] | undefined {
  const [first] = wanted
  if (first === "chain" || first === "key" || first === "fleet")
    return wanted.length === 1 ? first : undefined
  if (wanted.some((scope) => scope === "chain" || scope === "key" || scope === "fleet")) return undefined
  return wanted.includes("csr") ? "request" : "certificate"
}

function oneOf<T extends string>(words: readonly T[], word: string | undefined): T | undefined {
  return words.find((one) => one === word)
}

function choice(option: string, words: readonly string[]): string {
  return `--${option} is one of ${words.join(", ")}`
}
