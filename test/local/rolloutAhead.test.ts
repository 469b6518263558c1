import { readFileSync } from "node:fs"
import { join } from "node:path"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { loadFleet } from "../../src/fleet/load.js"
import type { Fleet } from "../../src/fleet/types.js"
import { localFiles } from "../../src/local/files.js"
import { requireNoneCutOff } from "../../src/local/rolloutAhead.js"
import { type CutOffRollout, cutOffRollout } from "../support/cutOffRollout.js"

let scene: CutOffRollout
let fleet: Fleet
beforeEach(async () => {
  scene = await cutOffRollout()
  const file = join(scene.folder, "fleet.yaml")
  const loaded = loadFleet(readFileSync(file, "utf8"), file)
  if (loaded.fleet === undefined) throw new Error("no fleet")
  fleet = loaded.fleet
})
afterEach(() => scene.close())

describe("requireNoneCutOff", () => {
  it("refuses to begin another renewal's rollout over servers that one left half-way, and says how that is ended", async () => {
    const machine = { files: localFiles }
    const bundle = join(scene.folder, "certificates", fleet.certificate.commonName, "renewed")
    await expect(requireNoneCutOff(machine, fleet, { breakLock: false })).rejects.toMatchObject({
      ...{ code: "config", message: expect.stringContaining("did not end: servers may be half-way") },
      hint: `certfleet rollout ${bundle} --resume --fleet ${fleet.file} finishes it, or certfleet rollback ${bundle} --fleet ${fleet.file} takes it back`,
    })
    await localFiles.remove(join(bundle, "rollouts"))
    await requireNoneCutOff(machine, fleet, { breakLock: false })
  })
})
