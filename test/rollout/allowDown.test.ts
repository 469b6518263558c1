import { beforeAll, describe, expect, it } from "vitest"
import { type RolloutPorts, type RolloutResult, runRollout } from "../../src/rollout/engine.js"
import type { Prover } from "../../src/rollout/phases/prover.js"
import type { Payload } from "../../src/rollout/plan.js"
import type { JournalEntry } from "../../src/rollout/record/journal.js"
import { resumptionOf } from "../../src/rollout/record/resume.js"
import { type MemoryFleet, memoryFleet } from "../support/memoryFleet.js"
import { fleetText, oldAndRenewed, victim } from "../support/threeServers.js"

let old: Payload
let renewed: Payload

beforeAll(async () => {
  ;({ old, renewed } = await oldAndRenewed())
})

/** Ports of the victim that refuse, whatever its services do. */
function silencing(fleet: MemoryFleet, services: ReadonlySet<string>): Pick<RolloutPorts, "prover"> {
  const { prover } = fleet.ports()
  const look: Prover["look"] = async (endpoint, options) =>
    endpoint.host === victim && services.has(endpoint.service)
      ? { ok: false, problem: "connection refused" }
      : prover.look(endpoint, options)
  return { prover: { ...prover, look } }
}

const of = (result: RolloutResult) => result.hosts.find(({ host }) => host === victim)

describe("ports that do not answer before the change", () => {
  it("are named all at once, and nothing is changed", async () => {
    const fleet = memoryFleet(old, fleetText)
    const ports = fleet.ports(silencing(fleet, new Set(["https", "lmtp", "imaps"])))
    const result = await runRollout(fleet.plan(renewed), ports)
    expect(result.exitCode).toBe(3)
    expect(of(result)?.reason).toMatch(
      /^no answer before the change from https on port 8443, lmtp on port 7025, imaps on port 7993: connection refused; .*--allow-down/,
    )
  })

  it("need not answer after it with --allow-down, and are named in the result and the journal", async () => {
    const fleet = memoryFleet(old, fleetText)
    const ports = fleet.ports(silencing(fleet, new Set(["lmtp", "imaps"])))
    const result = await runRollout(fleet.plan(renewed, { allowDown: true }), ports)
    expect(result.exitCode).toBe(0)
    const note =
      "did not answer before the change, and does not now: lmtp on port 7025, imaps on port 7993: connection refused"
    expect(of(result)).toMatchObject({ outcome: "done", ports: 7, portsProven: 5, notes: [note] })
    const proof = fleet.events.find((event) => event.type === "proof" && event.host === victim)
    expect(proof).toMatchObject({ notes: [note] })
    expect(result.hosts.filter(({ notes }) => notes !== undefined)).toHaveLength(1)
  })

  it("leave what answered before its duty to answer after", async () => {
    const fleet = memoryFleet(old, fleetText)
    const silent = new Set(["lmtp"])
    const ports = fleet.ports({
      ...silencing(fleet, silent),
      sink: {
        emit: async (event) => {
          if (event.type === "phase" && event.phase === "activate" && event.host === victim)
            silent.add("https")
          if (event.type === "phase" && event.phase === "reactivate") silent.delete("https")
        },
      },
    })
    const result = await runRollout(fleet.plan(renewed, { allowDown: true }), ports)
    expect(result.exitCode).toBe(4)
    expect(of(result)).toMatchObject({
      outcome: "rolled-back",
      reason: expect.stringContaining("https on port 8443"),
    })
    expect(of(result)?.reason).not.toContain("lmtp")
  })

  it("are known to a rollout that is taken up again, without the option", async () => {
    const fleet = memoryFleet(old, fleetText)
    const hardStop = new AbortController()
    const entries: JournalEntry[] = []
    const silenced = silencing(fleet, new Set(["lmtp"]))
    const emit: RolloutPorts["sink"]["emit"] = async (event) => {
      hardStop.signal.throwIfAborted()
      entries.push({ seq: entries.length + 1, time: "", ...event })
      if (event.type === "phase" && event.phase === "deploy" && event.state === "ok")
        hardStop.abort(new Error("killed"))
    }
    const first = fleet.ports({ ...silenced, sink: { emit }, hardStop: hardStop.signal })
    await runRollout(fleet.plan(renewed, { allowDown: true }), first).catch(() => undefined)
    const result = await runRollout(fleet.plan(renewed), fleet.ports(silenced), resumptionOf(entries))
    expect(result.exitCode).toBe(0)
    expect(of(result)).toMatchObject({
      outcome: "done",
      notes: [expect.stringContaining("lmtp on port 7025")],
    })
  })
})

describe("a server without a port that could prove anything", () => {
  it("is not done without a word", async () => {
    const none = "{ https: false, imaps: false, pop3s: false, imap: false, pop3: false }"
    const text = fleetText.replace("roles: [proxy] }", `roles: [proxy], ports: ${none} }`)
    const fleet = memoryFleet(old, text)
    const result = await runRollout(fleet.plan(renewed), fleet.ports())
    expect(result.exitCode).toBe(0)
    expect(result.hosts.find(({ ports }) => ports === 0)).toMatchObject({
      outcome: "done",
      notes: ["fleet.yaml leaves it no port that could prove anything"],
    })
  })

  it("nor one whose restart is left to a human", async () => {
    const fleet = memoryFleet(old, fleetText)
    const result = await runRollout(fleet.plan(renewed, { restart: "none" }), fleet.ports())
    expect(result.hosts.map(({ notes }) => notes?.[0])).toEqual(
      result.hosts.map(() => expect.stringContaining("nothing was restarted here")),
    )
  })
})
