import type { Finding, Severity } from "../finding.js"

/** What became of a finding: it counts, a waiver excuses it, or the baseline knows it already. */
export type Standing =
  | { readonly kind: "open" }
  | { readonly kind: "waived"; readonly reason: string; readonly until: string }
  | { readonly kind: "known" }

export interface LintedFinding {
  readonly finding: Finding
  /**
   * Stays the same while the fault does: from the code, the place inside, and the certificate, request or key itself
   * rather than its file, which may move. 32 hexadecimal digits; baselines and SARIF fingerprints are made of it.
   */
  readonly identity: string
  readonly standing: Standing
}

/** A private key and a certificate or request that belong together, by the names of their files. */
export interface Pair {
  readonly key: string
  readonly partner: string
}

/** How many of each were looked at. */
export interface LintCounts {
  readonly inputs: number
  readonly certificates: number
  readonly requests: number
  readonly keys: number
  readonly chains: number
  readonly fleets: number
}

/** The result of one lint; plain data. Reporters turn it into text. */
export interface LintReport {
  /** In the order of the inputs; within one, the worst first. */
  readonly findings: readonly LintedFinding[]
  readonly counts: LintCounts
  readonly pairs: readonly Pair[]
  /** Every input, those without a finding included: some reporters list what passed, too. */
  readonly inputs: readonly string[]
  /** Open findings from here on make the exit code 1. */
  readonly failOn: Severity
  /** Moment of the lint, milliseconds since the epoch. */
  readonly at: number
}

/** The findings that count. */
export function openFindings({ findings }: LintReport): readonly Finding[] {
  return findings.flatMap(({ finding, standing }) => (standing.kind === "open" ? [finding] : []))
}
