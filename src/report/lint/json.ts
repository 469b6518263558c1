import type { Finding, Severity } from "../../finding.js"
import type { LintCounts, LintReport, Pair, Standing } from "../../lint/lintReport.js"
import { jsonText } from "../jsonText.js"
import { totalsOf } from "./counts.js"
import type { Reporter } from "./reporter.js"

/** What `--reporter json` writes: part of the version promise, with `version` counted up when a reader must change. */
export interface LintJson {
  readonly version: 1
  /** When the lint ran, ISO 8601 in UTC. */
  readonly at: string
  /** Open findings from here on made the exit code 1. */
  readonly failOn: Severity
  /** What was looked at. */
  readonly counts: LintCounts
  readonly totals: {
    /** Open findings. */
    readonly error: number
    readonly warning: number
    readonly notice: number
    readonly waived: number
    /** In the baseline. */
    readonly known: number
  }
  readonly inputs: readonly string[]
  /** In the order of the inputs, with the excused ones. */
  readonly findings: readonly (Finding & { readonly identity: string; readonly standing: Standing })[]
  readonly pairs: readonly Pair[]
}

export const jsonReport: Reporter = (report) => jsonText(lintJson(report))

export function lintJson(report: LintReport): LintJson {
  const { open, waived, known } = totalsOf(report)
  return {
    version: 1,
    at: new Date(report.at).toISOString(),
    failOn: report.failOn,
    counts: report.counts,
    totals: { ...open, waived, known },
    inputs: report.inputs,
    findings: report.findings.map(({ finding, identity, standing }) => ({ ...finding, identity, standing })),
    pairs: report.pairs,
  }
}
