import { describe, expect, it } from "vitest"
import { limboCases, limboProfile, runLimboCase } from "../conformance/limbo.js"
import { agrees, vectorsFolder } from "../conformance/vectors.js"
import { exceptions } from "./exceptions.js"

const cases = limboCases()

describe.skipIf(cases === undefined)(
  `x509-limbo under the ${limboProfile} profile${cases === undefined ? ` (skipped: no vectors in ${vectorsFolder()})` : ""}`,
  () => {
    const byId = new Map((cases ?? []).map((one) => [one.id, one]))

    it.each([...byId.keys()])("%s", (id) => {
      const test = byId.get(id)
      if (test === undefined) throw new Error(`${id} is gone`)
      const verdict = runLimboCase(test)
      if (exceptions[id] !== undefined) {
        expect(agrees(verdict), `${id} agrees: take it out of the exceptions`).toBe(false)
        return
      }
      if (verdict.excuse !== undefined) return
      expect(verdict.actual, verdict.detail).toBe(verdict.expected)
    })

    it("agrees with one of each pair that contradict each other", () => {
      for (const one of byId.values()) {
        const others = one.conflicts_with.flatMap((id) => byId.get(id) ?? [])
        if (others.length === 0) continue
        expect(
          [one, ...others].some((each) => agrees(runLimboCase(each))),
          one.id,
        ).toBe(true)
      }
    })

    it("has no exception for a case that does not exist", () => {
      const known = new Set(byId.keys())
      expect(Object.keys(exceptions).filter((id) => id.includes("::") && !known.has(id))).toEqual([])
    })
  },
)
