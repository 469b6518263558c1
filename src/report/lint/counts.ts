import { type Severity, severities } from "../../finding.js"
import { type LintCounts, type LintReport, openFindings } from "../../lint/lintReport.js"

export interface Totals {
  readonly open: Readonly<Record<Severity, number>>
  readonly waived: number
  readonly known: number
}

export function totalsOf(report: LintReport): Totals {
  const open = { error: 0, warning: 0, notice: 0 }
  for (const { severity } of openFindings(report)) open[severity] += 1
  const standing = (kind: "waived" | "known"): number =>
    report.findings.filter((one) => one.standing.kind === kind).length
  return { open, waived: standing("waived"), known: standing("known") }
}

/** `3 errors, 1 warning in 12 certificates, 2 CSRs (1 waived, 4 in the baseline)`, or `nothing wrong with …`. */
export function countsText(report: LintReport): string {
  const { open, waived, known } = totalsOf(report)
  const found = severities.flatMap((severity) => some(open[severity], severity)).join(", ")
  const things = thingsText(report.counts)
  const excused = [
    ...(waived === 0 ? [] : [`${waived} waived`]),
    ...(known === 0 ? [] : [`${known} in the baseline`]),
  ]
  const rest = excused.length === 0 ? "" : ` (${excused.join(", ")})`
  if (found !== "") return `${found}${things === "" ? "" : ` in ${things}`}${rest}`
  return things === ""
    ? `nothing to check: no certificate, CSR, key or fleet.yaml found${rest}`
    : `nothing wrong with ${things}${rest}`
}

function thingsText(counts: LintCounts): string {
  return [
    ...some(counts.certificates, "certificate"),
    ...some(counts.chains, "chain"),
    ...some(counts.requests, "CSR"),
    ...some(counts.keys, "key"),
    ...some(counts.fleets, "fleet"),
  ].join(", ")
}

function some(count: number, what: string): readonly string[] {
  return count === 0 ? [] : [`${count} ${what}${count === 1 ? "" : "s"}`]
}
