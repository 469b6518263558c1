/** What a lint rule is: plain data and one function. */
import type { Facts, Severity } from "../finding.js"
import type { RuleContext } from "./context.js"
import type { Scope } from "./scope.js"
import type { CertificateView } from "./view/certificateView.js"
import type { ChainView } from "./view/chainView.js"
import type { FleetView } from "./view/fleetView.js"
import type { KeyView } from "./view/keyView.js"
import type { RequestView } from "./view/requestView.js"

/** Whose rule it is. */
export type Source = "rfc" | "br" | "mozilla" | "apple" | "certfleet"

/** `public` rules bind CAs that browsers trust; the profile `private` leaves them out. */
export type Audience = "public" | "everyone"

export interface RuleDocumentation {
  /** What the rule checks, one or two sentences. */
  readonly what: string
  /** What goes wrong when it is broken. */
  readonly why: string
  readonly bad: string
  readonly good: string
}

/** Everything about a rule that is not its check. */
export interface RuleMetadata {
  /** Stable, documented, part of the version promise; states the problem. */
  readonly code: string
  readonly severity: Severity
  readonly scopes: readonly Scope[]
  readonly source: Source
  /** Follows from the source unless given: the Baseline Requirements and root programs bind public CAs. */
  readonly audience?: Audience
  /** Rules of the Baseline Requirements look at TLS server certificates and their CAs only, unless `any`. */
  readonly purpose?: "any"
  readonly citation: string
  /** By date of issuance: the first day, and the first day on which it no longer holds (YYYY-MM-DD, UTC). */
  readonly inForce?: { readonly from?: string; readonly until?: string }
  /** One sentence; `{fact}` stands for a fact that the check found. */
  readonly message: string
  readonly hint?: string
  /** Where in the subject, e.g. `extensions.subjectAltName`. */
  readonly at?: string
  readonly documentation: RuleDocumentation
}

/** Facts when the rule is broken, undefined when it is kept or does not apply. */
export type Check<S> = (view: S, context: RuleContext) => Facts | undefined

interface RuleOn<K extends string, S> extends RuleMetadata {
  readonly on: K
  readonly check: Check<S>
}

export type CertificateRule = RuleOn<"certificate", CertificateView>
/** Looks only at what requests have too: it runs on both. */
export type RequestRule = RuleOn<"request", RequestView>
export type ChainRule = RuleOn<"chain", ChainView>
export type KeyRule = RuleOn<"key", KeyView>
export type FleetRule = RuleOn<"fleet", FleetView>
export type AnyRule = CertificateRule | RequestRule | ChainRule | KeyRule | FleetRule

type Definition<S> = RuleMetadata & { readonly check: Check<S> }

export function certificateRule(definition: Definition<CertificateView>): CertificateRule {
  return { on: "certificate", ...definition }
}
export function requestRule(definition: Definition<RequestView>): RequestRule {
  return { on: "request", ...definition }
}
export function chainRule(definition: Definition<ChainView>): ChainRule {
  return { on: "chain", ...definition }
}
export function keyRule(definition: Definition<KeyView>): KeyRule {
  return { on: "key", ...definition }
}
export function fleetRule(definition: Definition<FleetView>): FleetRule {
  return { on: "fleet", ...definition }
}

/** Whom the rule binds. */
export function audienceOf(rule: RuleMetadata): Audience {
  return rule.audience ?? (rule.source === "rfc" || rule.source === "certfleet" ? "everyone" : "public")
}
