import { describe, expect, it } from "vitest"
import { rules } from "../../src/rules/registry.js"
import { agrees, vectorsFolder } from "../conformance/vectors.js"
import { isMapped, lintNames, runZlintCase, zlintCases } from "../conformance/zlint.js"
import { zlintLedger } from "../conformance/zlintLedger.js"
import { zlintMapping } from "../conformance/zlintMapping.js"

const cases = zlintCases()
const title = cases === undefined ? `zlint (skipped: no vectors in ${vectorsFolder()})` : "zlint"

describe("the mapping from zlint's lints", () => {
  it("names rules that exist", () => {
    const codes = new Set(rules.map(({ code }) => code))
    const strays = Object.values(zlintMapping)
      .flat()
      .filter((code) => !codes.has(code))
    expect(strays).toEqual([])
  })
})

describe.skipIf(cases === undefined)(title, () => {
  const all = cases ?? []
  const mapped = all.filter(isMapped)
  const verdicts = mapped.map((one) => runZlintCase(one))

  it("finds at least 80 % of the lints that occur mapped", () => {
    const ratio = lintNames(mapped).length / lintNames(all).length
    expect(ratio).toBeGreaterThanOrEqual(0.8)
  })

  it("agrees on at least 98 % of the mapped verdicts", () => {
    expect(mapped.length).toBeGreaterThan(0)
    expect(verdicts.filter(agrees).length / verdicts.length).toBeGreaterThanOrEqual(0.98)
  })

  it("has a reason in the ledger for the disagreements, but for what the folder holds beyond the cases known here", () => {
    const unexplained = verdicts.filter((verdict) => !agrees(verdict) && verdict.excuse === undefined)
    expect(unexplained.length).toBeLessThanOrEqual(verdicts.length * 0.02)
  })

  it("disagrees wherever the ledger says so", () => {
    const present = new Set(mapped.map(({ lint, file }) => `${lint} ${file}`))
    const stale = zlintLedger
      .filter(({ lint, file }) => present.has(`${lint} ${file}`))
      .filter(({ lint, file }) =>
        mapped.some(
          (one, index) => one.lint === lint && one.file === file && agrees(verdicts[index] as never),
        ),
      )
    expect(stale).toEqual([])
  })
})
