/** Ordered from worst to mildest; a finding's severity follows from its code alone. */
export type Severity = "error" | "warning" | "notice"

export const severities: readonly Severity[] = ["error", "warning", "notice"]

/** What a finding is about: the thing a user would open, look at or log in to. */
export type Subject =
  | {
      readonly kind: "file"
      readonly file: string
      /** Which PEM block of the file, counted from 1. */
      readonly block?: number
      /** The block's first line in the file, counted from 1. */
      readonly line?: number
    }
  | {
      readonly kind: "certificate"
      readonly name: string
      readonly fingerprint: string
      readonly position?: number
    }
  | { readonly kind: "host"; readonly host: string }
  | { readonly kind: "endpoint"; readonly host: string; readonly port: number; readonly service?: string }
  | { readonly kind: "input"; readonly name: string }

/** A place inside the subject: a line and column (from 1) of a text, or a path such as `extensions.subjectAltName[3]`. */
export interface Place {
  readonly line?: number
  readonly column?: number
  readonly path?: string
}

export type Fact = string | number | boolean | readonly string[]
export type Facts = Readonly<Record<string, Fact>>

/** The one result type of every check. Plain data: it survives JSON unchanged. */
export interface Finding {
  /** Stable and documented: part of the version promise. */
  readonly code: string
  readonly severity: Severity
  /** Which part of the job found it: `fleet`, `names`, `csr`, `import`, `probe`, `rollout`, … */
  readonly stage: string
  readonly subject: Subject
  readonly at?: Place
  readonly facts: Facts
  /** One sentence, rendered from the facts. */
  readonly message: string
  /** The clause that is broken, e.g. `RFC 5280 section 4.2.1.6` or `BR 7.1.2.7.12`. */
  readonly citation?: string
  /** What to do about it, one line. */
  readonly hint?: string
}

/** What is fixed about a finding: everything but where it was found and the facts. */
export interface FindingKind<F extends Facts> {
  readonly code: string
  readonly severity: Severity
  readonly stage: string
  readonly message: (facts: F) => string
  readonly citation?: string
  readonly hint?: (facts: F) => string
}

/** Makes findings of one kind; the kind stays readable on the function for documentation and tests. */
export interface FindingMaker<F extends Facts> {
  (subject: Subject, facts: F, at?: Place): Finding
  readonly kind: FindingKind<F>
}

/** Declares a kind of finding. Each room keeps its kinds together in its `findings.ts`. */
export function defineFinding<F extends Facts>(kind: FindingKind<F>): FindingMaker<F> {
  const make = (subject: Subject, facts: F, at?: Place): Finding => ({
    code: kind.code,
    severity: kind.severity,
    stage: kind.stage,
    subject,
    ...(at === undefined ? {} : { at }),
    facts,
    message: kind.message(facts),
    ...(kind.citation === undefined ? {} : { citation: kind.citation }),
    ...(kind.hint === undefined ? {} : { hint: kind.hint(facts) }),
  })
  return Object.assign(make, { kind })
}

/** True when any finding is at least as severe as the threshold. */
export function reaches(findings: readonly Finding[], threshold: Severity): boolean {
  const limit = severities.indexOf(threshold)
  return findings.some((finding) => severities.indexOf(finding.severity) <= limit)
}

/** A template with the facts in the places of their names: `expired on {notAfter}`. */
export function fill(template: string, facts: Facts): string {
  if (!template.includes("{")) return template
  return template.replace(/\{(\w+)\}/g, (_, key: string) => {
    const value = facts[key]
    return typeof value === "object" ? shorten(value) : String(value)
  })
}

/** More of a list than this is counted. */
const shown = 5

function shorten(values: readonly string[]): string {
  const rest = values.length - shown
  return rest > 0 ? `${values.slice(0, shown).join(", ")} and ${rest} more` : values.join(", ")
}
