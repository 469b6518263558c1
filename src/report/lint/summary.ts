import type { Finding } from "../../finding.js"
import { bySeverity } from "../../lint/byInput.js"
import { type LintedFinding, openFindings } from "../../lint/lintReport.js"
import { placeText } from "../findingsText.js"
import { countsText } from "./counts.js"
import { markdownText } from "./markdownText.js"
import type { Reporter } from "./reporter.js"

/** Of each table: GitHub refuses a summary of more than a mebibyte a step. */
const mostBytes = 400_000

const marks = { error: "❌ error", warning: "⚠️ warning", notice: "ℹ️ notice" } as const

/** GitHub-flavoured Markdown for the summary of a workflow's step. */
export const summaryReport: Reporter = (report) => {
  const open = [...openFindings(report)].sort(bySeverity)
  const excused = report.findings.filter(({ standing }) => standing.kind !== "open")
  const blocks = [
    `### certfleet lint\n\n${markdownText(countsText(report))}\n`,
    ...(open.length === 0 ? [] : [openTable(open)]),
    ...(excused.length === 0 ? [] : [excusedTable(excused)]),
  ]
  return `${blocks.join("\n")}\n`
}

function openTable(findings: readonly Finding[]): string {
  const rows = findings.map((finding) => {
    const hint = finding.hint === undefined ? "" : `<br>${markdownText(finding.hint)}`
    const message = `${markdownText(finding.message)}${hint}`
    return [marks[finding.severity], markdownText(placeText(finding)), message, codeText(finding)]
  })
  return table(["severity", "where", "finding", "code"], rows)
}

function excusedTable(findings: readonly LintedFinding[]): string {
  const rows = findings.map(({ finding, standing }) => {
    const why =
      standing.kind === "waived"
        ? `waived until ${markdownText(standing.until)}: ${markdownText(standing.reason)}`
        : "in the baseline"
    return [why, markdownText(placeText(finding)), markdownText(finding.message), codeText(finding)]
  })
  const count = findings.length === 1 ? "1 finding does" : `${findings.length} findings do`
  const inner = table(["why", "where", "finding", "code"], rows)
  return `<details><summary>${count} not count</summary>\n\n${inner}\n</details>\n`
}

function codeText({ code, citation }: Finding): string {
  return `${markdownText(code)}${citation === undefined ? "" : `<br>${markdownText(citation)}`}`
}

function table(titles: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |\n`
  let text = line(titles) + line(titles.map(() => "---"))
  let bytes = 0
  for (const [index, cells] of rows.entries()) {
    const row = line(cells)
    bytes += Buffer.byteLength(row)
    if (bytes > mostBytes) return `${text}\nand ${rows.length - index} more\n`
    text += row
  }
  return text
}
