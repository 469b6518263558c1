import { describe, expect, it } from "vitest"
import { defineFinding } from "../../src/finding.js"
import { inColour } from "../../src/report/chalkPaint.js"
import { findingsText } from "../../src/report/findingsText.js"
import { plain } from "../../src/report/paint.js"

const wrong = defineFinding({
  code: "thing-wrong",
  severity: "error",
  stage: "test",
  message: ({ thing }: { thing: string }) => `${thing} is wrong`,
  hint: () => "make it right",
  citation: "RFC 5280 section 4.1",
})

describe("findingsText", () => {
  it("puts place, severity and code on the first line, hint and clause below", () => {
    const text = findingsText(
      [wrong({ kind: "file", file: "fleet.yaml" }, { thing: "it" }, { line: 3, column: 7 })],
      { paint: plain },
    )
    expect(text).toBe(
      "fleet.yaml:3:7: error: it is wrong [thing-wrong]\n    hint: make it right\n    see: RFC 5280 section 4.1\n",
    )
  })

  it.each([
    [{ kind: "file", file: "a.pem", block: 2, line: 31 }, "a.pem (block 2, line 31)"],
    [{ kind: "endpoint", host: "mx01.example.edu", port: 25, service: "smtp" }, "mx01.example.edu:25 (smtp)"],
    [{ kind: "host", host: "mx01.example.edu" }, "mx01.example.edu"],
    [{ kind: "certificate", name: "mail.example.edu", fingerprint: "00" }, "mail.example.edu"],
    [{ kind: "input", name: "standard input" }, "standard input"],
  ] as const)("names %j", (subject, expected) => {
    expect(findingsText([wrong(subject, { thing: "it" })], { paint: plain })).toMatch(
      new RegExp(`^${expected.replace(/[()]/g, "\\$&")}: error`),
    )
  })

  it("lets no control character of the input through", () => {
    const text = findingsText([wrong({ kind: "file", file: "a\u001b[2J" }, { thing: "\u202egpj" })], {
      paint: plain,
    })
    expect(text).toContain("a\\u001b[2J")
    expect(text).toContain("\\u202egpj is wrong")
  })

  it("puts an IPv6 address in brackets before its port", () => {
    const finding = wrong({ kind: "endpoint", host: "2001:db8::1", port: 443 }, { thing: "it" })
    expect(findingsText([finding], { paint: plain })).toContain("[2001:db8::1]:443: error")
  })

  it("colours only when asked to", () => {
    const finding = wrong({ kind: "file", file: "a" }, { thing: "it" })
    expect(findingsText([finding], { paint: inColour })).toContain("\u001b[31merror\u001b[39m")
    expect(findingsText([finding], { paint: plain })).not.toContain("\u001b")
  })
})
