import { reaches, type Severity } from "../../finding.js"
import { byInput, type InputFindings } from "../../lint/byInput.js"
import type { LintedFinding } from "../../lint/lintReport.js"
import { placeText } from "../findingsText.js"
import type { Reporter } from "./reporter.js"
import { counter } from "./unique.js"
import { element, xmlText } from "./xmlText.js"

type Outcome = "failure" | "skipped" | "passed"

/**
 * JUnit's XML as Jenkins and GitLab read it: a suite an input, a case a finding. Open findings from the threshold on
 * fail, milder ones pass with output, excused ones are skipped; an input without findings is one case that passes.
 */
export const junitReport: Reporter = (report) => {
  const timestamp = new Date(report.at).toISOString().replace(/\.\d+Z$/, "Z")
  const suites = byInput(report).map((input) => suite(input, report.failOn, timestamp))
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="certfleet lint">\n${suites.join("")}</testsuites>\n`
}

function suite({ input, findings }: InputFindings, failOn: Severity, timestamp: string): string {
  const before = counter()
  const outcomes = findings.map((one) => outcomeOf(one, failOn))
  const cases = findings.map((one, index) => {
    const name = caseName(one)
    const earlier = before(name)
    const unique = earlier === 0 ? name : `${name} (${earlier + 1})`
    const attributes = { classname: classOf(input), name: unique, time: 0 }
    return element("testcase", attributes, [contentOf(one, outcomes[index] ?? "passed")])
  })
  if (cases.length === 0)
    cases.push(element("testcase", { classname: classOf(input), name: "lint", time: 0 }))
  const count = (outcome: Outcome): number => outcomes.filter((one) => one === outcome).length
  const attributes = {
    name: input,
    tests: cases.length,
    failures: count("failure"),
    errors: 0,
    skipped: count("skipped"),
    time: 0,
    timestamp,
  }
  const lines = cases.map((one) => `\n    ${one}`)
  return `  ${element("testsuite", attributes, [...lines, "\n  "])}\n`
}

function outcomeOf({ finding, standing }: LintedFinding, failOn: Severity): Outcome {
  if (standing.kind !== "open") return "skipped"
  return reaches([finding], failOn) ? "failure" : "passed"
}

function contentOf({ finding, standing }: LintedFinding, outcome: Outcome): string {
  const { severity, code, message, hint, citation } = finding
  const lines = [
    `${placeText(finding)}: ${severity}: ${message} [${code}]`,
    ...(hint === undefined ? [] : [`hint: ${hint}`]),
    ...(citation === undefined ? [] : [`see: ${citation}`]),
  ]
  const body = lines.map(xmlText).join("\n")
  if (standing.kind === "waived")
    return element("skipped", { message: `waived until ${standing.until}: ${standing.reason}` }, [body])
  if (standing.kind === "known") return element("skipped", { message: "in the baseline" }, [body])
  return outcome === "failure"
    ? element("failure", { message, type: code }, [body])
    : element("system-out", {}, [body])
}

/** The same from run to run, so that histories go on: without facts such as days left. */
function caseName({ finding: { code, subject, at } }: LintedFinding): string {
  const block = subject.kind === "file" && subject.block !== undefined ? [`block ${subject.block}`] : []
  const service = subject.kind === "endpoint" && subject.service !== undefined ? [subject.service] : []
  const line = at?.line === undefined ? [] : [`line ${at.line}`]
  const parts = [...block, ...service, ...line]
  return parts.length === 0 ? code : `${code} (${parts.join(", ")})`
}

/** Jenkins takes what is before the last dot for a package: all inputs in one. */
function classOf(input: string): string {
  return `certfleet.${input.replaceAll(".", "_")}`
}
