import { describe, expect, it } from "vitest"
import { hasOpenssl } from "../conformance/askOpenssl.js"
import { entryOf, misplaced } from "../conformance/ledger.js"
import { type LimboCase, limboCases, runAgainstOpenssl, runLimboCase } from "../conformance/limbo.js"
import { limboLedgers, opensslLedger } from "../conformance/limboLedger.js"
import { agrees, vectorsFolder } from "../conformance/vectors.js"

const cases = limboCases()
const byId = new Map((cases ?? []).map((one) => [one.id, one]))
const missing = cases === undefined ? ` (skipped: no vectors in ${vectorsFolder()})` : ""

function caseOf(id: string): LimboCase {
  const test = byId.get(id)
  if (test === undefined) throw new Error(`${id} is gone`)
  return test
}

describe.skipIf(cases === undefined)(`x509-limbo${missing}`, () => {
  describe.each(["public", "private", "strict"] as const)("under %s", (profile) => {
    it.each([...byId.keys()])("%s", (id) => {
      const verdict = runLimboCase(caseOf(id), profile)
      const entry = entryOf(limboLedgers[profile], id)
      if (entry === undefined) {
        expect(verdict.actual, verdict.detail).toBe(verdict.expected)
        return
      }
      expect(agrees(verdict), `${id} agrees: take it out of the ledger`).toBe(false)
      const deciding = verdict.actual ? runLimboCase(caseOf(id), "strict").rule : verdict.rule
      expect(deciding ?? "none").toBe(entry.rule)
    })

    it("has a ledger of cases that exist, each once", () => {
      expect(misplaced(limboLedgers[profile], new Set(byId.keys()))).toEqual([])
    })
  })

  it("agrees with one of each pair that contradict each other, under public and strict", () => {
    for (const one of byId.values()) {
      const others = one.conflicts_with.flatMap((id) => byId.get(id) ?? [])
      if (others.length === 0) continue
      for (const profile of ["public", "strict"] as const)
        expect(
          [one, ...others].some((each) => agrees(runLimboCase(each, profile))),
          one.id,
        ).toBe(true)
    }
  })

  it("differs in ten cases at most under public, each of them a conflict pair or a duty that browsers do not enforce", () => {
    const entries = limboLedgers.public
    expect(entries.flatMap((entry) => entry.cases).length).toBeLessThanOrEqual(10)
    for (const { reason } of entries)
      expect(reason).toMatch(/^(conflict pair: .*\b(BR|RFC)|duty that browsers do not enforce.*: (RFC|BR)) /)
  })
})

describe.skipIf(cases === undefined || !hasOpenssl)(
  `x509-limbo under private, against openssl verify${missing}${hasOpenssl ? "" : " (skipped: no openssl)"}`,
  () => {
    const asked = [...byId.values()].flatMap((test) => runAgainstOpenssl(test) ?? [])

    it("says what openssl says, but for what the ledger names", () => {
      const unexplained = asked.filter((one) => !agrees(one) && one.excuse === undefined)
      expect(unexplained.map(({ id, detail }) => `${id}: ${detail}`)).toEqual([])
    })

    it("differs wherever the ledger says so, by the rule that it names", () => {
      for (const one of asked) {
        const entry = entryOf(opensslLedger, one.id)
        if (entry === undefined) continue
        expect(agrees(one), `${one.id} agrees: take it out of the ledger`).toBe(false)
        expect(one.rule ?? "none").toBe(entry.rule)
      }
    })

    it("is equal in at least 96 % of the cases", () => {
      expect(asked.length).toBeGreaterThan(100)
      expect(asked.filter(agrees).length / asked.length).toBeGreaterThanOrEqual(0.96)
    })
  },
)
