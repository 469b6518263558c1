import { describe, expect, it } from "vitest"
import { systemClock } from "../../src/local/clock.js"

describe("the machine's clock", () => {
  it("wakes up after the time, not before", async () => {
    const began = performance.now()
    await systemClock.sleep(20)
    // A timer may fire within the millisecond in which it is due.
    expect(performance.now() - began).toBeGreaterThan(18)
  })

  it("ends a sleep that is called off with the caller's reason, at once", async () => {
    const reason = new Error("enough")
    const stop = new AbortController()
    const sleep = systemClock.sleep(3_600_000, stop.signal)
    stop.abort(reason)
    await expect(sleep).rejects.toBe(reason)
  })

  it("does not fall asleep where it was called off before", async () => {
    const reason = new Error("enough")
    await expect(systemClock.sleep(3_600_000, AbortSignal.abort(reason))).rejects.toBe(reason)
  })
})
