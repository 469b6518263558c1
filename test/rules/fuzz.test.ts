import { describe, expect, it } from "vitest"
import { rules } from "../../src/rules/registry.js"
import { certificateRule } from "../../src/rules/rule.js"
import { rulesTarget, ruleTarget } from "../fuzz/ruleTarget.js"
import { fuzz, mutantOf } from "../fuzz/run.js"

/** Other seeds and more rounds: node .ci/run-ts.mjs test/fuzz.ts ROUNDS SEED rules. */
const seeds = [1, 20260601]
const rounds = 2500

describe("rules", () => {
  it.each(seeds)("crash on no mutant of a fixture (seed %i)", (seed) => {
    const { crashes } = fuzz(rulesTarget, seed, rounds)
    expect(
      crashes.map(({ round, message, input }) => `seed ${seed}, round ${round}: ${message}\n${input}`),
    ).toEqual([])
  })

  it("get to see a third of the mutants and more", () => {
    let seen = 0
    for (let round = 0; round < 400; round++)
      if (rulesTarget.run(mutantOf(rulesTarget, 1, round)).length > 0) seen++
    expect(seen).toBeGreaterThan(133)
  })

  it("are caught crashing by the same runs", () => {
    const first = rules.find(({ on }) => on === "certificate")
    if (first?.on !== "certificate") throw new Error("no rule looks at certificates")
    const frail = certificateRule({
      ...first,
      scopes: ["leaf"],
      check: (view) => (view.subject.isEmpty ? undefined : { value: view.san[0]?.kind.length ?? crash() }),
    })
    expect(fuzz(ruleTarget([frail]), 1, 400).crashes.length).toBeGreaterThan(0)
  })
})

function crash(): never {
  throw new TypeError("nothing there")
}
