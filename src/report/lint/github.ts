import type { Finding } from "../../finding.js"
import { openFindings } from "../../lint/lintReport.js"
import { subjectText } from "../findingsText.js"
import { printable } from "../printable.js"
import { locationOf } from "./location.js"
import type { Reporter, ReporterOptions } from "./reporter.js"

/** Workflow commands of GitHub Actions: an annotation for each open finding, at its file and line. */
export const githubReport: Reporter = (report, options) =>
  openFindings(report)
    .map((finding) => `${annotation(finding, options)}\n`)
    .join("")

function annotation(finding: Finding, options: ReporterOptions): string {
  const { severity, code, message, hint, citation, subject } = finding
  const { path, isFile, line, column } = locationOf(finding, options)
  const properties: readonly (readonly [string, string | number | undefined])[] = [
    ["file", isFile ? path : undefined],
    ["line", line],
    ["col", column],
    ["title", isFile ? code : `${subjectText(subject)}: ${code}`],
  ]
  const written = properties.flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}=${propertyText(String(value))}`],
  )
  const lines = [
    printable(message),
    ...(hint === undefined ? [] : [`hint: ${printable(hint)}`]),
    ...(citation === undefined ? [] : [`see: ${printable(citation)}`]),
  ]
  return `::${severity} ${written.join(",")}::${dataText(lines.join("\n"))}`
}

function dataText(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A")
}

function propertyText(text: string): string {
  return dataText(printable(text)).replaceAll(":", "%3A").replaceAll(",", "%2C")
}
