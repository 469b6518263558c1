import { describe, expect, it } from "vitest"
import { TravelClock } from "../../../src/demo/renewal/travelClock.js"

const start = Date.parse("2027-03-01T00:00:00Z")
const dayMs = 86_400_000

describe("TravelClock", () => {
  it("goes on from wherever it was set to, and never back", () => {
    const clock = new TravelClock(start)
    clock.travelTo(start + dayMs)
    expect(clock.now()).toBeGreaterThanOrEqual(start + dayMs)
    clock.travelTo(start)
    expect(clock.now()).toBeGreaterThanOrEqual(start + dayMs)
    expect(clock.now()).toBeLessThan(start + 2 * dayMs)
  })

  it("ends a wait that is called off", async () => {
    const stop = new AbortController()
    const waiting = new TravelClock(start).sleep(dayMs, stop.signal)
    stop.abort(new Error("enough"))
    await expect(waiting).rejects.toThrow("enough")
  })
})
