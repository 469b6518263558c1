import { describe, expect, it } from "vitest"
import { requirePublishedKey } from "../../src/rollout/tlsaGuard.js"
import { mailFleet, signedZone } from "../dane/scene.js"
import { whyNoKnot } from "../support/knot.js"
import { memoryFleet } from "../support/memoryFleet.js"
import { fleetText, oldAndRenewed } from "../support/threeServers.js"

const reason = whyNoKnot()

describe.skipIf(reason !== undefined)(
  `the guard of keys that TLSA records must match${reason ? ` (${reason})` : ""}`,
  () => {
    it("refuses the fleet's where none does, and leaves a domain's own alone: no mail exchanger shows it", async () => {
      const { old, renewed } = await oldAndRenewed()
      const { hosts, payload } = memoryFleet(old, fleetText).plan(renewed)
      const mailServers = hosts.map((one) => ({ ...one, roles: ["mta", "proxy"] as const }))
      const plan = { hosts: mailServers, payload }
      const zone = await signedZone(`*._tcp.mx01 TLSA 3 1 1 ${"ab".repeat(32)}`)
      try {
        await expect(requirePublishedKey(mailFleet(), plan, zone.dns)).rejects.toMatchObject({
          code: "tlsa-mismatch",
        })
        const domain = {
          domain: "art.example.edu",
          names: ["mail.example.edu"],
          services: ["https"],
        } as const
        expect(await requirePublishedKey(mailFleet(), { ...plan, domain }, zone.dns)).toEqual([])
      } finally {
        await zone.stop()
      }
    })
  },
)
