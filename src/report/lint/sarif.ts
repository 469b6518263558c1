import type { Finding } from "../../finding.js"
import { incompleteCodes } from "../../lint/findings.js"
import { type LintedFinding, type LintReport, openFindings } from "../../lint/lintReport.js"
import { subjectText } from "../findingsText.js"
import { jsonText } from "../jsonText.js"
import { printable } from "../printable.js"
import { locationOf } from "./location.js"
import type { Reporter, ReporterOptions } from "./reporter.js"
import { levels, sarifRule } from "./sarifRule.js"

/** SARIF 2.1.0 (OASIS), one run, with what GitHub's code scanning wants beyond it: a file for every result. */
export const sarifReport: Reporter = (report, options) => {
  const severities = new Map(report.findings.map(({ finding }) => [finding.code, finding.severity]))
  const codes = [...severities.keys()].sort()
  const compared = report.findings.some(({ standing }) => standing.kind === "known")
  return jsonText({
    $schema: "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: {
            name: "certfleet",
            version: options.version,
            semanticVersion: options.version,
            rules: codes.map((code) => sarifRule(code, severities.get(code) ?? "error")),
          },
        },
        invocations: [invocation(report)],
        columnKind: "utf16CodeUnits",
        results: report.findings.map((one) => ({
          ruleId: one.finding.code,
          ruleIndex: codes.indexOf(one.finding.code),
          level: levels[one.finding.severity],
          message: { text: messageText(one.finding) },
          locations: [location(one.finding, options)],
          partialFingerprints: { "certfleetIdentity/v1": one.identity },
          ...standingOf(one, compared),
          properties: { facts: one.finding.facts },
        })),
      },
    ],
  })
}

function invocation(report: LintReport): object {
  const complete = !openFindings(report).some(({ code }) => incompleteCodes.has(code))
  return { executionSuccessful: complete, endTimeUtc: new Date(report.at).toISOString() }
}

/** Plain text, but section 3.11.6 makes `[text](target)` a link even there. */
function messageText({ message, hint }: Finding): string {
  const lines = [message, ...(hint === undefined ? [] : [`Hint: ${hint}`])]
  return lines.map((line) => printable(line).replaceAll("](", "] (")).join("\n")
}

/** GitHub refuses a whole report for one result without a file, so a server is one, too. */
function location(finding: Finding, options: ReporterOptions): object {
  const { path, isFile, line, column } = locationOf(finding, options)
  const inside = finding.at?.path === undefined ? [] : [{ fullyQualifiedName: printable(finding.at.path) }]
  const server = isFile ? [] : [{ name: printable(subjectText(finding.subject)), kind: "resource" }]
  const logical = [...server, ...inside]
  const region = { startLine: line ?? 1, ...(column === undefined ? {} : { startColumn: column }) }
  return {
    physicalLocation: { artifactLocation: { uri: uriOf(path) }, region },
    ...(logical.length === 0 ? {} : { logicalLocations: logical }),
  }
}

/** RFC 3986: a relative reference, or a file URI for an absolute path. */
function uriOf(path: string): string {
  const steps = path
    .replace(/\p{Cs}/gu, "\ufffd")
    .split("/")
    .map(encodeURIComponent)
  const encoded = steps.join("/")
  if (path.startsWith("/")) return `file://${encoded}`
  return /^[A-Za-z]:\//.test(path) ? `file:///${encoded.replace("%3A", ":")}` : encoded
}

function standingOf({ standing }: LintedFinding, compared: boolean): object {
  if (standing.kind === "known") return { baselineState: "unchanged" }
  if (standing.kind === "open") return compared ? { baselineState: "new" } : {}
  const justification = printable(`${standing.reason} (until ${standing.until})`)
  return { suppressions: [{ kind: "external", justification }] }
}
