import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { impossible, rollOver } from "../../../src/rollout/order/rolling.js"

const always = async (): Promise<boolean> => true

interface Watch {
  lowest: number
  order: string[]
}

/** Turns that take a few steps of the event loop, and watch how many members are up meanwhile. */
function turnsOf(hosts: readonly string[], down: ReadonlySet<string>, watch: Watch) {
  const out = new Set<string>()
  return hosts.map((host) => ({
    host,
    async work() {
      out.add(host)
      watch.order.push(host)
      watch.lowest = Math.min(watch.lowest, hosts.length - out.size)
      for (let step = 0; step < 3; step += 1) await new Promise((resolve) => setImmediate(resolve))
      if (!down.has(host)) out.delete(host)
    },
    isUp: () => !down.has(host),
  }))
}

describe("rollOver", () => {
  it("never takes a farm below its minimum, and gives everybody a turn", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 12 }),
        fc.nat(11),
        fc.integer({ min: 1, max: 6 }),
        async (size, low, width) => {
          const members = Array.from({ length: size }, (_, index) => `host${index}`)
          const minimum = Math.min(low, size - 1)
          const watch: Watch = { lowest: size, order: [] }
          const left = await rollOver(turnsOf(members, new Set(), watch), {
            farms: [{ name: "farm", members, minimum }],
            width,
            mayGoOn: always,
          })
          expect(left).toEqual([])
          expect([...watch.order].sort()).toEqual([...members].sort())
          expect(watch.lowest).toBeGreaterThanOrEqual(minimum)
        },
      ),
      { numRuns: 60 },
    )
  })

  it("waits for the turns that run when one rejects, and begins no other", async () => {
    const members = ["a", "b", "c", "d"]
    const watch: Watch = { lowest: 4, order: [] }
    const ended: string[] = []
    const turns = turnsOf(members, new Set(), watch).map((turn) => ({
      ...turn,
      async work() {
        if (turn.host === "a") {
          await new Promise((resolve) => setImmediate(resolve))
          throw new Error("no journal")
        }
        await turn.work()
        ended.push(turn.host)
      },
    }))
    const rolling = rollOver(turns, {
      farms: [{ name: "farm", members, minimum: 2 }],
      width: 8,
      mayGoOn: always,
    })
    await expect(rolling).rejects.toThrow("no journal")
    expect([watch.order, ended]).toEqual([["b"], ["b"]])
  })

  it("rejects when it cannot be told whether to go on, after the turns that run", async () => {
    const members = ["a", "b", "c"]
    const watch: Watch = { lowest: 3, order: [] }
    let asked = 0
    const rolling = rollOver(turnsOf(members, new Set(), watch), {
      farms: [],
      width: 8,
      mayGoOn: () => (++asked < 2 ? always() : Promise.reject(new Error("no journal"))),
    })
    await expect(rolling).rejects.toThrow("no journal")
    expect(watch.order).toEqual(["a"])
  })

  it("stops when a member does not come back, and says who had no turn", async () => {
    const members = ["a", "b", "c"]
    const watch: Watch = { lowest: 3, order: [] }
    const left = await rollOver(turnsOf(members, new Set(["a"]), watch), {
      farms: [{ name: "farm", members, minimum: 2 }],
      width: 8,
      mayGoOn: always,
    })
    expect(left).toEqual(["b", "c"])
    expect(watch.lowest).toBe(2)
  })

  it("takes hosts of different farms at the same time", async () => {
    const watch: Watch = { lowest: 4, order: [] }
    await rollOver(turnsOf(["a1", "a2", "b1", "b2"], new Set(), watch), {
      farms: [
        { name: "a", members: ["a1", "a2"], minimum: 1 },
        { name: "b", members: ["b1", "b2"], minimum: 1 },
      ],
      width: 8,
      mayGoOn: always,
    })
    expect(watch.lowest).toBe(2)
  })
})

describe("impossible", () => {
  it("names a farm that may lose nobody", () => {
    const farm = { name: "farm", members: ["a"], minimum: 1 }
    expect(impossible([{ name: "other", members: ["b", "c"], minimum: 1 }, farm])).toBe(farm)
  })
})
