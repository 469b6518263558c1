/** Runs rules in the one order: scope, in force on the date of issuance, check. */
import { defineFinding, type Facts, type Finding, fill, type Subject } from "../finding.js"
import type { ProfileName } from "../path/profile.js"
import type { RuleContext } from "./context.js"
import { type AnyRule, audienceOf, type Check } from "./rule.js"
import type { Scope } from "./scope.js"
import type { CertificateView } from "./view/certificateView.js"
import type { ChainView } from "./view/chainView.js"
import type { FleetView } from "./view/fleetView.js"
import type { KeyView } from "./view/keyView.js"
import type { RequestView } from "./view/requestView.js"

export const ruleCrashed = defineFinding({
  code: "rule-crashed",
  severity: "error",
  stage: "lint",
  message: ({ rule, reason }: { rule: string; reason: string }) =>
    `the rule ${rule} could not be checked: ${reason}`,
  hint: () => "this is a defect of certfleet: report it with the certificate",
})

/** Which rules run. */
export interface RuleSelection {
  /** `private` leaves out the rules that bind public CAs only. */
  readonly profile: ProfileName
  /** Only these codes; undefined: all. */
  readonly select?: ReadonlySet<string>
  readonly ignore?: ReadonlySet<string>
}

/** A rule, its dates read and its finding kind made, once per linter. */
interface Prepared {
  readonly rule: AnyRule
  readonly from: number
  readonly until: number
  readonly serverOnly: boolean
}

/** What a linter is asked to look at. */
export type Lintable =
  | { readonly scope: "certificate"; readonly view: CertificateView }
  | { readonly scope: "csr"; readonly view: RequestView }
  | { readonly scope: "chain"; readonly view: ChainView }
  | { readonly scope: "key"; readonly view: KeyView }
  | { readonly scope: "fleet"; readonly view: FleetView }

/** Rules chosen and sorted by scope: make one, lint many things with it. */
export class Linter {
  readonly #chosen: readonly AnyRule[]
  /** Made when the first thing of a scope comes: most lints see one or two scopes. */
  readonly #byScope = new Map<Scope, readonly Prepared[]>()
  readonly #context: RuleContext
  /** `--as-of`: judge as if issued at this moment. */
  readonly #asOf: number | undefined

  constructor(
    rules: readonly AnyRule[],
    selection: RuleSelection,
    context: RuleContext,
    asOf: Date | undefined = undefined,
  ) {
    this.#context = context
    this.#asOf = asOf?.getTime()
    this.#chosen = rules.filter((rule) => isSelected(rule, selection))
  }

  /** Everything that is wrong with one thing; never throws. */
  lint(thing: Lintable, subject: Subject): Finding[] {
    const certificate = thing.scope === "certificate" ? thing.view : undefined
    const issued = this.#asOf ?? certificate?.certificate.notBefore.getTime() ?? this.#context.now.getTime()
    const scope: Scope = certificate === undefined ? (thing.scope as Scope) : certificate.role
    const isServer = certificate?.isServerAuth !== false
    const look = { view: thing.view, context: this.#context, subject }
    return findingsOf(this.#preparedFor(scope), { issued, isServer }, look)
  }

  #preparedFor(scope: Scope): readonly Prepared[] {
    const known = this.#byScope.get(scope)
    if (known !== undefined) return known
    const prepared = this.#chosen.filter(({ scopes }) => scopes.includes(scope)).map(prepare)
    this.#byScope.set(scope, prepared)
    return prepared
  }
}

function isSelected(rule: AnyRule, { profile, select, ignore }: RuleSelection): boolean {
  if (profile === "private" && audienceOf(rule) === "public") return false
  return (select === undefined || select.has(rule.code)) && ignore?.has(rule.code) !== true
}

function prepare(rule: AnyRule): Prepared {
  const { from, until } = rule.inForce ?? {}
  return {
    rule,
    from: from === undefined ? Number.NEGATIVE_INFINITY : Date.parse(from),
    until: until === undefined ? Number.POSITIVE_INFINITY : Date.parse(until),
    serverOnly: rule.source === "br" && rule.purpose !== "any",
  }
}

/** What rules are run on, and what they may know. */
interface Look {
  readonly view: Lintable["view"]
  readonly context: RuleContext
  readonly subject: Subject
}

/** Apart from what is looked up once a thing: engines compile this loop once, and not again for every kind of thing. */
function findingsOf(
  prepared: readonly Prepared[],
  { issued, isServer }: { readonly issued: number; readonly isServer: boolean },
  look: Look,
): Finding[] {
  const findings: Finding[] = []
  for (const { rule, from, until, serverOnly } of prepared) {
    if (issued < from || issued >= until || (serverOnly && !isServer)) continue
    const found = run(rule, look)
    if (found !== undefined) findings.push(found)
  }
  return findings
}

/** A rule that throws is one finding of its own and stops no other rule. */
function run(rule: AnyRule, { view, context, subject }: Look): Finding | undefined {
  try {
    // The registry pairs each rule with the scopes whose view it takes; a test walks all of them.
    const facts = (rule.check as Check<Lintable["view"]>)(view, context)
    return facts === undefined ? undefined : findingOf(rule, subject, facts)
  } catch (error) {
    return ruleCrashed(subject, {
      rule: rule.code,
      reason: error instanceof Error ? error.message : String(error),
    })
  }
}

function findingOf(rule: AnyRule, subject: Subject, facts: Facts): Finding {
  return {
    code: rule.code,
    severity: rule.severity,
    stage: "lint",
    subject,
    ...(rule.at === undefined ? {} : { at: { path: rule.at } }),
    facts,
    message: fill(rule.message, facts),
    citation: rule.citation,
    ...(rule.hint === undefined ? {} : { hint: fill(rule.hint, facts).trim() }),
  }
}
