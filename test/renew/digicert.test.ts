import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it, onTestFinished } from "vitest"
import { openScene } from "../issuance/digicert/scene.js"
import { Mortal } from "../support/mortal.js"
import { dayMs, RenewingScene } from "./renewing.js"

async function open() {
  const { clock, issuer, standIn } = await openScene()
  onTestFinished(() => standIn.stop())
  const scene = await RenewingScene.open(clock)
  writeFileSync(join(scene.folder, "root.pem"), standIn.root)
  scene.issuer = issuer()
  return { clock, scene, standIn }
}

describe("renew, at DigiCert", () => {
  it("waits for an approver for days, says so each day, and orders once", async () => {
    const { clock, scene, standIn } = await open()
    standIn.approves = false
    for (let day = 0; day < 5; day++) {
      const { exitCode, hint = "", reason = "", stage } = await scene.renew()
      expect([exitCode, stage]).toEqual([5, "order"])
      expect(`${reason} ${hint}`).toContain("approve the request of order")
      await clock.sleep(dayMs)
    }
    await standIn.issue(standIn.orders[0])
    expect((await scene.renew()).outcome).toBe("renewed")
    expect(standIn.posts()).toHaveLength(1)
  })

  it("comes to one paid order, before whichever of its steps it is killed", {
    timeout: 240_000,
  }, async () => {
    const { scene: whole } = await open()
    const life = new Mortal()
    await whole.renew({}, life)
    expect(life.steps).toBeGreaterThan(45)
    for (let dies = 0; dies < life.steps; dies++) {
      const { scene, standIn } = await open()
      await expect(scene.renew({}, new Mortal(dies))).rejects.toThrow("killed")
      const next = await scene.renew()
      const last = next.outcome === "not-due" ? next : await scene.renew()
      expect({ dies, orders: standIn.posts().length, last: last.outcome }).toEqual({
        ...{ dies, orders: 1, last: "not-due" },
      })
      await standIn.stop()
    }
  })
})
