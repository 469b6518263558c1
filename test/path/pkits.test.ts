import { describe, expect, it } from "vitest"
import { pkitsCases, runPkitsCase } from "../conformance/pkits.js"
import { agrees, vectorsFolder } from "../conformance/vectors.js"
import { exceptions } from "./exceptions.js"

const cases = pkitsCases()

describe.skipIf(cases === undefined)(
  `PKITS under the private profile${cases === undefined ? ` (skipped: no vectors in ${vectorsFolder()})` : ""}`,
  () => {
    const byId = new Map((cases ?? []).map((one) => [`${one.id} ${one.name}`, one]))

    it.each([...byId.keys()])("%s", (id) => {
      const test = byId.get(id)
      if (test === undefined) throw new Error(`${id} is gone`)
      const verdict = runPkitsCase(test)
      if (exceptions[id] !== undefined) {
        expect(agrees(verdict), `${id} agrees: take it out of the exceptions`).toBe(false)
        return
      }
      expect(verdict.actual, verdict.detail).toBe(verdict.expected)
      if (verdict.policies === undefined) return
      expect([...verdict.policies].sort()).toEqual([...test.expected_user_constrained_policy_set_oids].sort())
    })
  },
)
