import { describe, expect, it } from "vitest"
import type { Severity, Subject } from "../../src/finding.js"
import { byInput } from "../../src/lint/byInput.js"
import type { LintedFinding } from "../../src/lint/lintReport.js"

function linted(subject: Subject, severity: Severity, message: string): LintedFinding {
  const finding = { code: "a-code", severity, stage: "lint", subject, facts: {}, message }
  return { finding, identity: "0".repeat(32), standing: { kind: "open" } }
}
const file = (name: string): Subject => ({ kind: "file", file: name })

function grouped(inputs: readonly string[], findings: readonly LintedFinding[]): unknown {
  return byInput({ inputs, findings }).map((group) => [
    group.input,
    ...group.findings.map(({ finding }) => finding.message),
  ])
}

describe("byInput", () => {
  it("keeps the order of the inputs, clean ones included, and puts the worst first", () => {
    const findings = [
      linted(file("b.pem"), "notice", "b1"),
      linted(file("a.pem"), "warning", "a1"),
      linted(file("b.pem"), "error", "b2"),
      linted(file("b.pem"), "error", "b3"),
    ]
    expect(grouped(["b.pem", "clean.pem", "a.pem"], findings)).toEqual([
      ["b.pem", "b2", "b3", "b1"],
      ["clean.pem"],
      ["a.pem", "a1"],
    ])
  })

  it("takes what is in an archive to the archive", () => {
    const findings = [linted(file("new/all.zip/sub/mail.crt"), "error", "inside")]
    expect(grouped(["new/all.zip"], findings)).toEqual([["new/all.zip", "inside"]])
  })

  it("puts other places last", () => {
    const findings = [
      linted(file("certfleet-lint.yaml"), "warning", "waiver"),
      linted({ kind: "endpoint", host: "mail.example.edu", port: 443 }, "error", "served"),
    ]
    expect(grouped(["mail.example.edu:443"], findings)).toEqual([
      ["mail.example.edu:443", "served"],
      ["certfleet-lint.yaml", "waiver"],
    ])
  })
})
