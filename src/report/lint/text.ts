import { type Severity, severities } from "../../finding.js"
import { byInput } from "../../lint/byInput.js"
import type { LintReport, Pair } from "../../lint/lintReport.js"
import { findingsText } from "../findingsText.js"
import { printable } from "../printable.js"
import { countsText, totalsOf } from "./counts.js"
import type { Reporter } from "./reporter.js"

const colours = { error: "red", warning: "yellow", notice: "cyan" } as const

/** For people: findings by input, the pairs of keys, and one line of counts; excused findings are only counted. */
export const textReport: Reporter = (report, { paint }) => {
  const inputs = byInput(report).map(({ findings }) =>
    findings.flatMap(({ finding, standing }) => (standing.kind === "open" ? [finding] : [])),
  )
  const blocks = [
    ...inputs.map((findings) => findingsText(findings, { paint })),
    report.pairs.map(pairText).join(""),
  ].filter((block) => block !== "")
  const last = paint(verdictColour(report), countsText(report))
  return [...blocks, `${last}\n`].join("\n")
}

function pairText({ key, partner }: Pair): string {
  return key === partner
    ? `${printable(key)}: key and certificate or CSR belong together\n`
    : `${printable(key)}: the key of ${printable(partner)}\n`
}

function verdictColour(report: LintReport): "red" | "yellow" | "cyan" | "green" {
  const { open } = totalsOf(report)
  const worst: Severity | undefined = severities.find((severity) => open[severity] > 0)
  return worst === undefined ? "green" : colours[worst]
}
