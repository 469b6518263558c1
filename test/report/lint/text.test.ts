import { describe, expect, it } from "vitest"
import { inColour } from "../../../src/report/chalkPaint.js"
import { textReport } from "../../../src/report/lint/text.js"
import { clean, obeyed, options, report } from "./fixture.js"

describe("the text report", () => {
  const text = textReport(report, options)

  it("is findings by input, pairs, and a line of counts", () => {
    expect(text).toMatchSnapshot()
  })

  it("only counts what is waived or known", () => {
    expect(text).not.toContain("sha1-signature")
    expect(text.trimEnd().split("\n").at(-1)).toBe(
      "4 errors, 3 warnings, 1 notice in 12 certificates, 1 chain, 2 CSRs, 1 key, 1 fleet (1 waived, 1 in the baseline)",
    )
  })

  it("lets through nothing that a terminal or a log obeys", () => {
    expect(text).not.toMatch(obeyed)
    expect(text).not.toMatch(/^\s*::/m)
  })

  it("does not let a file's name be a workflow command", () => {
    const subject = { kind: "file", file: "::stop-commands::x" } as const
    const [first] = report.findings
    if (first === undefined) throw new Error("the fixture has findings")
    const findings = [{ ...first, finding: { ...first.finding, subject } }]
    expect(textReport({ ...clean, findings, inputs: [] }, options)).toMatch(/^\\u003a:stop-commands::x/)
  })

  it("says that nothing is wrong", () => {
    expect(textReport(clean, options)).toBe("nothing wrong with 1 certificate\n")
  })

  it("says that there was nothing to check", () => {
    const counts = { ...clean.counts, certificates: 0 }
    expect(textReport({ ...clean, counts }, options)).toBe(
      "nothing to check: no certificate, CSR, key or fleet.yaml found\n",
    )
  })

  it.each([
    [report, "\u001b[31m4 errors"],
    [clean, "\u001b[32mnothing wrong"],
  ])("paints the verdict", (one, start) => {
    const lines = textReport(one, { ...options, paint: inColour })
      .trimEnd()
      .split("\n")
    expect(lines.at(-1)?.startsWith(start)).toBe(true)
  })
})
