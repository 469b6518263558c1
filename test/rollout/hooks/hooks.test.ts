import { beforeAll, describe, expect, it } from "vitest"
import { runRollout } from "../../../src/rollout/engine.js"
import type { Payload } from "../../../src/rollout/plan.js"
import type { RolloutEvent } from "../../../src/rollout/record/events.js"
import { counts, type Fate, type HookFleet, hookFleet, hookWords } from "../../support/hookFleet.js"
import { oldAndRenewed } from "../../support/threeServers.js"

let old: Payload
let renewed: Payload

beforeAll(async () => {
  ;({ old, renewed } = await oldAndRenewed())
})

const everyMoment = `
hooks:
  - { name: downtime, when: before change, per: fleet, run: [downtime], undo: [no-downtime] }
  - { name: ticket, when: before change, servers: [mbs01], run: [ticket], undo: [close] }
  - { name: changed, when: after change, per: role, servers: [proxy, mbs01], run: [note] }
  - { name: drain, when: before activate, servers: [zimbra-proxy], run: [drain], undo: [enable] }
  - { name: enable, when: after activate, servers: [zimbra-proxy], run: [enable] }
  - { name: served, when: after activate, per: fleet, run: [note] }
  - { name: done, when: done, servers: [proxy], run: [note] }
  - { name: over, when: done, per: fleet, run: [note] }
  - { name: going-back, when: before undo, run: [note] }
  - { name: undone, when: undone, run: [note] }
  - { name: all-undone, when: undone, per: fleet, run: [note] }
`

function outcomes(result: { hosts: readonly { outcome: string | undefined }[] }): (string | undefined)[] {
  return result.hosts.map(({ outcome }) => outcome)
}

async function rollOut(fleet: HookFleet, overrides: Parameters<HookFleet["hookPorts"]>[0] = {}) {
  return runRollout(fleet.plan(renewed), fleet.hookPorts(overrides))
}

describe("hooks of a rollout", () => {
  it("run at their moments, each once for what it is for, and nothing is taken back where all goes well", async () => {
    const fleet = hookFleet(old, everyMoment)
    const result = await rollOut(fleet)
    expect({ exitCode: result.exitCode, outcomes: outcomes(result) }).toEqual({
      exitCode: 0,
      outcomes: ["done", "done", "done"],
    })
    expect(fleet.called).toEqual([
      "downtime fleet",
      "ticket mbs01",
      ...["changed mailbox", "changed proxy"],
      ...["drain prx01", "enable prx01", "served fleet"],
      ...["done prx01", "over fleet"],
    ])
  })

  it("come before and after the phases that they are named for", async () => {
    const fleet = hookFleet(old, everyMoment)
    await rollOut(fleet)
    const of = (wanted: (event: RolloutEvent) => boolean): number => fleet.events.findIndex(wanted)
    const phase = (name: string, state: string, host = "prx01.example.edu"): number =>
      of(
        (event) =>
          event.type === "phase" && event.host === host && event.phase === name && event.state === state,
      )
    const hook = (words: string): number => of((event) => hookWords(event) === words)
    const firstDeploy = of((event) => event.type === "phase" && event.phase === "deploy")
    const lastBackup = fleet.events.findLastIndex(
      (event) => event.type === "phase" && event.phase === "backup",
    )
    expect(hook("downtime fleet started")).toBeGreaterThan(lastBackup)
    expect(hook("ticket mbs01 ok")).toBeLessThan(firstDeploy)
    expect(hook("changed proxy started")).toBeGreaterThan(phase("deploy", "ok"))
    expect(hook("drain prx01 ok")).toBeLessThan(phase("activate", "started"))
    const proof = of((event) => event.type === "proof" && event.host === "prx01.example.edu")
    expect(hook("enable prx01 started")).toBeGreaterThan(proof)
    expect(hook("enable prx01 ok")).toBeLessThan(phase("prove", "ok"))
    expect(hook("served fleet started")).toBeGreaterThan(phase("prove", "ok", "mbs01.example.edu"))
  })

  it("see facts and no key, and of our environment only what is harmless or named", async () => {
    const fleet = hookFleet(
      old,
      `
hooks:
  - { name: drain, when: before activate, servers: [proxy], run: [./drain, now], undo: [enable], environment: [BALANCER] }
`,
    )
    await rollOut(fleet)
    const [{ argv, timeoutMs, environment, leash } = { argv: [] }] = fleet.given
    expect({ argv, timeoutMs, leash }).toEqual({
      argv: [expect.stringMatching(/^\/.*\/drain$/), "now"],
      timeoutMs: 60_000,
      leash: true,
    })
    expect(environment?.set).toEqual({
      CERTFLEET_HOOK: "drain",
      CERTFLEET_HOOK_WHEN: "before activate",
      CERTFLEET_HOOK_PHASE: "activate",
      CERTFLEET_HOOK_UNDO: "",
      CERTFLEET_HOOK_FOR: "prx01.example.edu",
      CERTFLEET_HOOK_SERVERS: "prx01.example.edu",
      CERTFLEET_HOOK_ROLES: "proxy",
      CERTFLEET_HOOK_FARMS: "zimbra-proxy",
      CERTFLEET_HOOK_RUN: "20261123T120000Z-000001",
      CERTFLEET_HOOK_ATTEMPT: "1",
      CERTFLEET_HOOK_CERTIFICATE: renewed.fingerprint,
      CERTFLEET_HOOK_COMMON_NAME: "mail.example.edu",
      CERTFLEET_HOOK_REASON: "",
    })
    expect(environment?.keep).toEqual(expect.arrayContaining(["PATH", "HOME", "SSH_AUTH_SOCK", "BALANCER"]))
    expect(environment?.keep.filter((name) => /KEY|SECRET|PASS|TOKEN|CERTFLEET/.test(name))).toEqual([])
    const secret = renewed.key.revealText().split("\n")[1] ?? ""
    expect(JSON.stringify([fleet.given, fleet.events])).not.toContain(secret)
  })

  it("do not run around a restart that does not happen", async () => {
    const fleet = hookFleet(old, everyMoment)
    await runRollout(fleet.plan(renewed, { restart: "none" }), fleet.hookPorts())
    expect(fleet.called.filter((call) => /drain|enable|served/.test(call))).toEqual([])
  })

  it("do not run for a server that has the certificate already", async () => {
    const fleet = hookFleet(renewed, everyMoment)
    const result = await rollOut(fleet)
    expect(outcomes(result)).toEqual(["unchanged", "unchanged", "unchanged"])
    expect(fleet.called).toEqual([])
  })

  it("each fail where there is no way to run a program", async () => {
    const fleet = hookFleet(old, everyMoment)
    const result = await runRollout(fleet.plan(renewed), fleet.ports())
    expect(result.exitCode).toBe(3)
    expect(result.hosts[0]?.reason).toContain("hook downtime cannot be run: no such program as downtime")
  })
})

const fates: readonly Fate[] = ["fails", "hangs", "is killed"]
const words: Readonly<Record<Fate, string>> = {
  fails: "exited with 3: the balancer says no",
  hangs: "did not end within 60 s",
  "is killed": "was killed",
  well: "",
}

describe.each(fates)("a hook that %s", (fate) => {
  it.each(["downtime fleet", "ticket mbs01"])(
    "before the change stops like a failed check: %s",
    async (call) => {
      const fleet = hookFleet(old, everyMoment)
      fleet.befall(call, fate)
      const result = await rollOut(fleet)
      expect({ exitCode: result.exitCode, outcomes: outcomes(result) }).toEqual({
        exitCode: 3,
        outcomes: ["aborted", "aborted", "aborted"],
      })
      expect(fleet.events.some(({ type }) => type === "intent")).toBe(false)
      const told = result.hosts.map(({ reason }) => reason).find((reason) => reason?.includes(words[fate]))
      expect(told).toContain(`hook ${call.split(" ")[0]} ${words[fate]}`)
      const taken =
        call === "downtime fleet"
          ? ["undo of downtime fleet"]
          : ["undo of ticket mbs01", "undo of downtime fleet"]
      expect(fleet.called.filter((one) => one.startsWith("undo of "))).toEqual(taken)
    },
  )

  it.each(["changed proxy", "drain prx01", "enable prx01", "served fleet"])(
    "after a change takes everybody back, and every partner runs once: %s",
    async (call) => {
      const fleet = hookFleet(old, everyMoment)
      fleet.befall(call, fate)
      const result = await rollOut(fleet)
      expect({ exitCode: result.exitCode, outcomes: outcomes(result) }).toEqual({
        exitCode: 4,
        outcomes: ["rolled-back", "rolled-back", "rolled-back"],
      })
      const begun = call === "changed proxy" ? [] : ["undo of drain prx01"]
      expect(counts(fleet.called.filter((one) => one.startsWith("undo of ")))).toEqual(
        counts([...begun, "undo of ticket mbs01", "undo of downtime fleet"]),
      )
      expect(fleet.called.at(-1)).toBe("all-undone fleet")
      expect(counts(fleet.called.filter((one) => /going-back|undone/.test(one)))).toEqual({
        ...{ "going-back mbs01": 1, "going-back ldap01": 1, "going-back prx01": 1 },
        ...{ "undone mbs01": 1, "undone ldap01": 1, "undone prx01": 1, "all-undone fleet": 1 },
      })
    },
  )

  it("before a restart keeps the server from being restarted", async () => {
    const fleet = hookFleet(old, everyMoment)
    fleet.befall("drain prx01", fate)
    await rollOut(fleet)
    const restarted = fleet.events.filter(
      (event) => event.type === "phase" && event.host === "prx01.example.edu" && /activate/.test(event.phase),
    )
    expect(restarted).toEqual([])
  })

  it.each(["done prx01", "over fleet"])("at the end is told, and takes nothing back: %s", async (call) => {
    const fleet = hookFleet(old, everyMoment)
    fleet.befall(call, fate)
    const result = await rollOut(fleet)
    expect({ exitCode: result.exitCode, outcomes: outcomes(result) }).toEqual({
      exitCode: 1,
      outcomes: ["done", "done", "done"],
    })
    expect(fleet.called.filter((one) => one.startsWith("undo of "))).toEqual([])
  })

  it.each(["going-back prx01", "undo of drain prx01", "undone prx01"])(
    "on the way back keeps nobody from it, and is run once: %s",
    async (call) => {
      const fleet = hookFleet(old, everyMoment)
      fleet.befall("served fleet", "fails")
      fleet.befall(call, fate)
      const result = await rollOut(fleet)
      expect({ exitCode: result.exitCode, outcomes: outcomes(result) }).toEqual({
        exitCode: 4,
        outcomes: ["rolled-back", "rolled-back", "rolled-back"],
      })
      expect(fleet.called.filter((one) => one === call)).toEqual([call])
    },
  )
})

describe("a server that is stuck", () => {
  it("keeps what its hooks did, as nobody knows what it serves", async () => {
    const fleet = hookFleet(old, everyMoment)
    fleet.befall("enable prx01", "fails")
    fleet.host("prx01.example.edu").faults.restore = "fails"
    const result = await rollOut(fleet)
    expect(result.exitCode).toBe(5)
    expect(fleet.called).not.toContain("undo of drain prx01")
    expect(fleet.called).not.toContain("undo of downtime fleet")
    expect(fleet.called).toContain("undo of ticket mbs01")
  })
})
