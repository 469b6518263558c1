import { describe, expect, it } from "vitest"
import { entryOf, misplaced } from "../conformance/ledger.js"
import { pkitsCases, runPkitsCase } from "../conformance/pkits.js"
import { pkitsLedgers } from "../conformance/pkitsLedger.js"
import { agrees, vectorsFolder } from "../conformance/vectors.js"

const cases = pkitsCases()

describe.skipIf(cases === undefined)(
  `PKITS${cases === undefined ? ` (skipped: no vectors in ${vectorsFolder()})` : ""}`,
  () => {
    const byId = new Map((cases ?? []).map((one) => [`${one.id} ${one.name}`, one]))

    describe.each(["public", "private", "strict"] as const)("under %s", (profile) => {
      it.each([...byId.keys()])("%s", (id) => {
        const test = byId.get(id)
        if (test === undefined) throw new Error(`${id} is gone`)
        const verdict = runPkitsCase(test, profile)
        const entry = entryOf(pkitsLedgers[profile], id)
        if (entry !== undefined) {
          expect(agrees(verdict), `${id} agrees: take it out of the ledger`).toBe(false)
          expect(verdict.rule ?? "none").toBe(entry.rule)
          return
        }
        expect(verdict.actual, verdict.detail).toBe(verdict.expected)
        if (verdict.policies === undefined) return
        expect([...verdict.policies].sort()).toEqual(
          [...test.expected_user_constrained_policy_set_oids].sort(),
        )
      })

      it("has a ledger of cases that exist, each once", () => {
        expect(misplaced(pkitsLedgers[profile], new Set(byId.keys()))).toEqual([])
      })
    })
  },
)
