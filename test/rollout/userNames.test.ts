import { beforeAll, describe, expect, it } from "vitest"
import { type RolloutPorts, type RolloutResult, runRollout } from "../../src/rollout/engine.js"
import type { Payload } from "../../src/rollout/plan.js"
import { type MemoryFleet, memoryFleet } from "../support/memoryFleet.js"
import { testCa } from "../support/pairs.js"
import { fleetText, oldAndRenewed } from "../support/threeServers.js"
import { VirtualClock } from "../support/virtualClock.js"

const proxy = "prx01.example.edu"
const name = "mail.example.edu"
let old: Payload
let renewed: Payload
let ofDomain: Payload

beforeAll(async () => {
  ;({ old, renewed } = await oldAndRenewed())
  ofDomain = await (await testCa(new VirtualClock())).pair([name])
})

/** What the proxy serves to whoever asks its https port for the users' name, whatever it serves by its own. */
function servingByName(fleet: MemoryFleet, pair: () => Payload): Pick<RolloutPorts, "prover"> {
  const { prover } = fleet.ports()
  return {
    prover: {
      ...prover,
      async look(endpoint, options) {
        const own = await prover.look(endpoint, options)
        if (!own.ok || options?.name !== name || endpoint.host !== proxy || endpoint.service !== "https")
          return own
        const { fingerprint, certificate } = pair()
        return { ...own, fingerprint, leaf: derOf(certificate) }
      },
    },
  }
}

function derOf(pem: Uint8Array): Uint8Array {
  return Buffer.from(
    Buffer.from(pem)
      .toString()
      .replace(/-----[^-]+-----|\s/g, ""),
    "base64",
  )
}

const of = (result: RolloutResult) => result.hosts.find(({ host }) => host === proxy)

describe("a rollout over a port that users reach by another name", () => {
  it("fails and is taken back where that name goes on serving the old certificate", async () => {
    const fleet = memoryFleet(old, fleetText)
    const result = await runRollout(fleet.plan(renewed), fleet.ports(servingByName(fleet, () => old)))
    expect(result.exitCode).toBe(4)
    expect(of(result)).toMatchObject({
      outcome: "rolled-back",
      reason: expect.stringMatching(
        /^https on port 443: asked for mail\.example\.edu, it still serves the old certificate/,
      ),
    })
    const baseline = fleet.events.find((event) => event.type === "baseline" && event.host === proxy)
    expect(baseline).toMatchObject({ servedByName: { "https:443 mail.example.edu": old.fingerprint } })
  })

  it("is done, and says so, where that name keeps a certificate of its own", async () => {
    const fleet = memoryFleet(old, fleetText)
    const result = await runRollout(fleet.plan(renewed), fleet.ports(servingByName(fleet, () => ofDomain)))
    expect(result.exitCode).toBe(0)
    expect(of(result)).toMatchObject({
      outcome: "done",
      notes: [
        expect.stringMatching(/^https on port 443 keeps a certificate of its own for mail\.example\.edu/),
      ],
    })
  })

  it("leaves no server unchanged whose other name serves an expired certificate", async () => {
    const expired = await (await testCa(new VirtualClock())).pair([name], { from: -200, until: -1 })
    const fleet = memoryFleet(old, fleetText)
    const result = await runRollout(fleet.plan(old), fleet.ports(servingByName(fleet, () => expired)))
    expect(
      result.hosts.map(({ outcome }) => outcome).filter((outcome) => outcome === "unchanged"),
    ).toHaveLength(2)
    expect(of(result)?.reason).toContain("it serves an expired certificate")
  })

  it("leaves one unchanged whose other name has its own, and says so", async () => {
    const fleet = memoryFleet(old, fleetText)
    const result = await runRollout(fleet.plan(old), fleet.ports(servingByName(fleet, () => ofDomain)))
    expect(result.hosts.map(({ outcome }) => outcome)).toEqual(["unchanged", "unchanged", "unchanged"])
    expect(of(result)?.notes).toEqual([expect.stringContaining("keeps a certificate of its own")])
  })
})
