import { describe, expect, it } from "vitest"
import type { Finding } from "../../src/finding.js"
import { identityOf, type RawFinding } from "../../src/lint/entity.js"
import { applyWaivers, type Waiver } from "../../src/lint/waivers.js"

const finding: Finding = {
  code: "expires-soon",
  severity: "warning",
  stage: "lint",
  subject: { kind: "file", file: "certs/mail.pem", block: 1, line: 6 },
  at: { path: "validity" },
  facts: {},
  message: "expires in 12 days",
}
const raw: RawFinding = { finding, entity: "ab".repeat(32) }
const waiver: Waiver = {
  code: "expires-soon",
  reason: "replaced next week",
  until: "2026-06-01",
  file: "certfleet-lint.yaml",
  at: { line: 3, column: 5 },
}
const inputs = ["certs/mail.pem", "old/mail.pem"]
const lastMoment = Date.parse("2026-06-01T23:59:59Z")

function standings(
  waivers: readonly Waiver[],
  now = lastMoment,
  baseline?: ReadonlySet<string>,
  seeks = (_code: string, _input: string): boolean => true,
) {
  return applyWaivers([raw], { waivers, baseline, inputs, seeks, now }).map(
    ({ finding: { code }, standing }) => `${code} ${standing.kind}`,
  )
}

describe("judgeFindings", () => {
  it("excuses a finding to the last second of the waiver's day", () => {
    expect(standings([waiver])).toEqual(["expires-soon waived"])
  })

  it("counts the finding again after that day, and reports the waiver where it is written", () => {
    const judged = applyWaivers([raw], {
      ...{ waivers: [waiver], baseline: undefined },
      ...{ inputs, seeks: () => true, now: lastMoment + 1000 },
    })
    expect(judged.map(({ standing }) => standing.kind)).toEqual(["open", "open"])
    expect(judged[1]?.finding).toMatchObject({
      code: "waiver-expired",
      subject: { file: "certfleet-lint.yaml" },
      at: { line: 3 },
    })
  })

  it.each<[string, Partial<Waiver>]>([
    ["another code", { code: "expired" }],
    ["another file", { matches: (path) => path.startsWith("old/") }],
    ["another certificate", { fingerprint: "cd".repeat(32) }],
  ])("excuses nothing by a waiver for %s, and says that it is unused", (_, more) => {
    expect(standings([{ ...waiver, ...more }])).toEqual(["expires-soon open", "waiver-unused open"])
  })

  it("says nothing of a waiver whose code was looked for in none of its files", () => {
    const other: Waiver = { ...waiver, code: "expired", matches: (path) => path.startsWith("old/") }
    const all = (code: string): boolean => code !== "expired"
    expect(standings([other], lastMoment, undefined, all)).toEqual(["expires-soon open"])
    const elsewhere = (_: string, input: string): boolean => !input.startsWith("old/")
    expect(standings([other], lastMoment, undefined, elsewhere)).toEqual(["expires-soon open"])
    const there = (_: string, input: string): boolean => input.startsWith("old/")
    expect(standings([other], lastMoment, undefined, there)).toEqual([
      "expires-soon open",
      "waiver-unused open",
    ])
  })

  it("says nothing of a waiver for files that were not looked at", () => {
    expect(standings([{ ...waiver, matches: (path) => path.startsWith("new/") }])).toEqual([
      "expires-soon open",
    ])
  })

  it("excuses by file and certificate where both are right", () => {
    const matches = (path: string) => path === "certs/mail.pem"
    expect(standings([{ ...waiver, matches, fingerprint: raw.entity }])).toEqual(["expires-soon waived"])
  })

  it("knows the findings of the baseline", () => {
    expect(standings([], lastMoment, new Set([identityOf(raw)]))).toEqual(["expires-soon known"])
    expect(standings([], lastMoment, new Set(["0".repeat(32)]))).toEqual(["expires-soon open"])
  })
})

describe("identityOf", () => {
  it("stays the same when the file moves, the day changes or another line stands above it", () => {
    const moved = {
      ...finding,
      subject: { kind: "file", file: "new.pem", line: 9 },
      message: "expires in 3 days",
    }
    expect(identityOf({ ...raw, finding: moved as Finding })).toBe(identityOf(raw))
  })

  it("differs by code, certificate and place inside", () => {
    const others: RawFinding[] = [
      { ...raw, finding: { ...finding, code: "expired" } },
      { ...raw, entity: "cd".repeat(32) },
      { ...raw, finding: { ...finding, at: { path: "subject" } } },
      { ...raw, entity: "place:a" },
      { ...raw, entity: "place:a", finding: { ...finding, message: "another" } },
    ]
    expect(new Set([raw, ...others].map(identityOf)).size).toBe(6)
  })
})
