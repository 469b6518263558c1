import { beforeEach, describe, expect, it } from "vitest"
import { openDurableLog } from "../../src/local/durableLog.js"
import { localFiles } from "../../src/local/files.js"
import { RenewalJournal } from "../../src/renew/renewalJournal.js"
import { suggestedRenewal } from "../../src/renew/suggested.js"
import { unreachable } from "../issuance/bookCa.js"
import { VirtualClock } from "../support/virtualClock.js"
import { dayMs, hourMs, RenewingScene } from "./renewing.js"

let clock: VirtualClock
let scene: RenewingScene
beforeEach(async () => {
  clock = new VirtualClock()
  scene = await RenewingScene.open(clock, { until: 60 })
})

async function suggested() {
  const doors = { files: localFiles, clock, openLog: openDurableLog }
  const journal = await RenewalJournal.open(scene.fleet, doors)
  return suggestedRenewal(scene.serves.leaf, { issuer: scene.ca, journal, clock })
}

describe("suggestedRenewal", () => {
  it("is the middle of the CA's window before a moment was chosen, and then that moment, without another question", async () => {
    const [start, end] = [new Date(clock.now() + 2 * dayMs), new Date(clock.now() + 4 * dayMs)]
    scene.ca.window = { start, end, askAgainMs: 6 * hourMs }
    expect(await suggested()).toEqual({ at: new Date(clock.now() + 3 * dayMs), window: { start, end } })
    scene.randomly = 0.25
    await scene.renew()
    const asked = scene.ca.asked
    expect(await suggested()).toEqual({ at: new Date(start.getTime() + dayMs / 2), window: { start, end } })
    expect(scene.ca.asked).toBe(asked)
  })

  it("is nothing where the CA says nothing, and for a certificate that has expired", async () => {
    expect(await suggested()).toBeUndefined()
    await clock.sleep(61 * dayMs)
    const before = scene.ca.asked
    expect(await suggested()).toBeUndefined()
    expect(scene.ca.asked).toBe(before)
  })

  it("fails where the CA does not answer: whoever asks says so", async () => {
    scene.ca.renewalInfo = () => Promise.reject(unreachable)
    await expect(suggested()).rejects.toBe(unreachable)
  })
})
