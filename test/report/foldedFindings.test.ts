import { describe, expect, it } from "vitest"
import { defineFinding } from "../../src/finding.js"
import { inColour } from "../../src/report/chalkPaint.js"
import { foldedFindingsText } from "../../src/report/foldedFindings.js"
import { plain } from "../../src/report/paint.js"

const late = defineFinding({
  code: "late",
  severity: "error",
  stage: "probe",
  message: ({ by }: { by: number }) => `is ${by} days late`,
  hint: () => "hurry",
})
const slow = defineFinding({ code: "slow", severity: "notice", stage: "probe", message: () => "is slow" })
const at = (host: string) => ({ kind: "endpoint", host, port: 443 }) as const

describe("foldedFindingsText", () => {
  it("says the same thing once, errors first, and counts the places beyond six", () => {
    const hosts = ["a", "b", "c", "d", "e", "f", "g", "h"]
    const findings = [
      slow(at("a"), {}),
      late(at("z"), { by: 2 }),
      ...hosts.map((host) => late(at(host), { by: 1 })),
    ]
    expect(foldedFindingsText(findings, { paint: plain })).toBe(`error: is 1 days late [late]
    on: a:443, b:443, c:443, d:443, e:443, f:443, and 2 more
    hint: hurry
error: is 2 days late [late]
    on: z:443
    hint: hurry
notice: is slow [slow]
    on: a:443
`)
  })

  it("says nothing about nothing", () => {
    expect(foldedFindingsText([], { paint: inColour })).toBe("")
  })
})
