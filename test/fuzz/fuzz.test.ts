import { describe, expect, it } from "vitest"
import { fuzz, mutantOf } from "./run.js"
import { targets } from "./targets.js"

/** Other seeds by test/fuzz.ts; these are recorded so that every run of the tests is the same. */
const seeds = [1, 20260601]

describe("mutants", () => {
  it.each(targets.flatMap((target) => seeds.map((seed) => [target.name, seed, target] as const)))(
    "never crash %s (seed %i), nor cause more work than their size allows",
    (_, seed, target) => {
      expect(fuzz(target, seed, 400).crashes).toEqual([])
    },
  )

  it("are the same for the same seed and round", () => {
    for (const target of targets) expect(mutantOf(target, 7, 3)).toEqual(mutantOf(target, 7, 3))
  })

  it("get past the first check often enough to matter", () => {
    const [certificates] = targets
    let read = 0
    for (let round = 0; round < 400 && certificates !== undefined; round++)
      if (certificates.run(mutantOf(certificates, 1, round)).length > 0) read++
    expect(read).toBeGreaterThan(40)
  })

  it("are noticed when a reader throws or does too much", () => {
    const broken = {
      name: "broken",
      seeds: [Uint8Array.of(1, 2, 3)],
      run: () => [{ name: "work", spent: 2, limit: 1 }],
    }
    expect(fuzz(broken, 1, 3).crashes).toHaveLength(3)
    const throwing = {
      ...broken,
      run: () => {
        throw new Error("no")
      },
    }
    expect(fuzz(throwing, 1, 3).crashes).toHaveLength(3)
  })
})
