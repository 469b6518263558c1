import { describe, expect, it } from "vitest"
import type { Endpoint } from "../../src/fleet/endpoints.js"
import { limitedProver } from "../../src/rollout/limitedProver.js"
import type { Served } from "../../src/rollout/prover.js"

const port = (number: number): Endpoint => ({ port: number }) as Endpoint

/** A prover whose looks end when the test says so. */
function heldProver() {
  const held: { readonly port: number; readonly end: () => void }[] = []
  const look = ({ port: number }: Endpoint): Promise<Served> =>
    new Promise((resolve, reject) => {
      const result: Served = { ok: true, fingerprint: String(number) }
      held.push({ port: number, end: () => (number === 0 ? reject(new Error("broken")) : resolve(result)) })
    })
  return { held, prover: limitedProver({ look, check: async () => undefined }, 2) }
}

describe("limitedProver", () => {
  it("looks at no more ports at once than it may, and at all of them in the order of asking", async () => {
    const { held, prover } = heldProver()
    const looks = [1, 2, 3, 4, 5].map((number) => prover.look(port(number)))
    for (let ended = 0; ended < looks.length; ended++) {
      expect(held.map((one) => one.port)).toEqual([1, 2, 3, 4, 5].slice(0, ended + 2))
      held[ended]?.end()
      await looks[ended]
    }
    expect(await Promise.all(looks)).toHaveLength(5)
  })

  it("gives the turn of a look that breaks to the next one", async () => {
    const { held, prover } = heldProver()
    const [broken, , third] = [0, 1, 2].map((number) => prover.look(port(number)))
    held[0]?.end()
    await expect(broken).rejects.toThrow("broken")
    held[2]?.end()
    expect(await third).toEqual({ ok: true, fingerprint: "2" })
  })
})
