import { inputFindings } from "../assess/inputFindings.js"
import { compareFindings } from "../bundle/compare.js"
import { bundleFindings } from "../bundle/findings.js"
import { bundleNotices } from "../bundle/notices.js"
import { csrFindings } from "../csr/findings.js"
import { nameFindings } from "../csr/nameFindings.js"
import { daneFindings } from "../dane/findings.js"
import type { Severity } from "../finding.js"
import { discoveryFindings } from "../fleet/discoveryFindings.js"
import { fleetFindings } from "../fleet/findings.js"
import { digicertFindings } from "../issuance/digicert/findings.js"
import { precheckFindings } from "../issuance/prechecks/findings.js"
import { probeFindings } from "../probe/findings.js"
import { ruleCrashed } from "../rules/engine.js"
import { rules } from "../rules/registry.js"
import { type AnyRule, type Audience, audienceOf, type Source } from "../rules/rule.js"
import type { Scope } from "../rules/scope.js"
import { holdingsFindings } from "../zimbra/holdingsFindings.js"
import { configKinds } from "./configFindings.js"
import { daneDocumentation } from "./daneDocumentation.js"
import { deliveryDocumentation } from "./deliveryDocumentation.js"
import { documentation } from "./documentation.js"
import { lintFindings } from "./findings.js"
import { orderDocumentation } from "./orderDocumentation.js"

/** What there is to say about a code. Findings that are no rules have no source, scopes, audience and examples. */
export interface Explanation {
  readonly code: string
  readonly severity: Severity
  readonly source?: Source
  readonly citation?: string
  /** By date of issuance: the first day, and the first day on which it no longer holds (YYYY-MM-DD, UTC). */
  readonly inForce?: { readonly from?: string; readonly until?: string }
  readonly scopes?: readonly Scope[]
  readonly audience?: Audience
  readonly what: string
  readonly why?: string
  readonly bad?: string
  readonly good?: string
  readonly hint?: string
}

/** Rules in the order of their source and code. */
export function ruleExplanations(): readonly Explanation[] {
  return rules.map(ofRule).sort(bySource)
}

/** Findings that no rule makes: about inputs, fleet.yaml, waivers, deliveries, comparisons and ports. */
export function otherExplanations(): readonly Explanation[] {
  return otherKinds.map(ofKind)
}

/** Every code that any command can print, sorted. */
export function allCodes(): readonly string[] {
  return [...rules, ...otherKinds].map(({ code }) => code).sort()
}

/** Undefined for a code that no command comes up with. */
export function explanationOf(code: string): Explanation | undefined {
  const rule = rules.find((one) => one.code === code)
  if (rule !== undefined) return ofRule(rule)
  const kind = otherKinds.find((one) => one.code === code)
  return kind === undefined ? undefined : ofKind(kind)
}

/** Everything that rules look at. */
export const scopes: readonly Scope[] = [
  "leaf",
  "self-signed",
  "intermediate",
  "root",
  "csr",
  "chain",
  "key",
  "fleet",
]

/** In the order in which they are listed: the standards, the root programs, and what certfleet adds. */
export const sources: readonly Source[] = ["rfc", "br", "mozilla", "apple", "certfleet"]

interface OtherKind {
  readonly code: string
  readonly severity: Severity
  readonly citation?: string
  readonly hint?: (facts: never) => string
}

/** Every kind of finding that any command can print and no rule makes. */
const otherKinds: readonly OtherKind[] = [
  ...[
    ...[inputFindings, lintFindings, fleetFindings, discoveryFindings, nameFindings, csrFindings],
    ...[bundleFindings, bundleNotices, compareFindings, probeFindings],
    ...[holdingsFindings, digicertFindings, precheckFindings, daneFindings],
  ].flatMap((kinds) => Object.values(kinds).map(({ kind }): OtherKind => kind)),
  ...configKinds,
  ruleCrashed.kind,
]

function ofRule(rule: AnyRule): Explanation {
  const { code, severity, source, citation, inForce, scopes, hint } = rule
  const { what, why, bad, good } = rule.documentation
  return {
    code,
    severity,
    source,
    citation,
    ...(inForce === undefined ? {} : { inForce }),
    scopes,
    audience: audienceOf(rule),
    what,
    why,
    bad,
    good,
    ...(hint === undefined ? {} : { hint }),
  }
}

function ofKind({ code, severity, citation, hint }: OtherKind): Explanation {
  const said =
    documentation[code] ?? deliveryDocumentation[code] ?? orderDocumentation[code] ?? daneDocumentation[code]
  return {
    code,
    severity,
    ...(citation === undefined ? {} : { citation }),
    what: said?.what ?? "",
    ...(said?.why === undefined ? {} : { why: said.why }),
    // A hint that depends on the facts cannot be told without them.
    ...(hint === undefined || hint.length > 0 ? {} : { hint: (hint as () => string)() }),
  }
}

function bySource(one: Explanation, other: Explanation): number {
  const rank = ({ source }: Explanation): number =>
    source === undefined ? sources.length : sources.indexOf(source)
  return rank(one) - rank(other) || (one.code < other.code ? -1 : 1)
}
