import { beforeAll, describe, expect, it } from "vitest"
import { ToolError } from "../../../src/errors.js"
import { domainFleet } from "../../../src/fleet/domains.js"
import { loadFleet } from "../../../src/fleet/load.js"
import type { Fleet } from "../../../src/fleet/types.js"
import type { Payload } from "../../../src/rollout/plan.js"
import { planRollback, planRollout, type RolloutChoices } from "../../../src/rollout/planning.js"
import type { JournalEntry } from "../../../src/rollout/record/journal.js"
import { startEvent } from "../../../src/rollout/record/startEvent.js"
import { testCa } from "../../support/pairs.js"
import { VirtualClock } from "../../support/virtualClock.js"

const art = "art.example.edu"
const [holder, now] = ["tester@here", Date.parse("2026-11-23T12:00:00Z")]

/** A fleet with so many proxies, as one of its domains sees it. */
function fleetOf(proxies: number): Fleet {
  const names = Array.from({ length: proxies }, (_, at) => `prx0${at + 1}.example.edu`)
  const text = `
certificate: { commonName: mail.example.edu }
servers:
  - { host: mbs01.example.edu, roles: [mailbox] }
${names.map((host) => `  - { host: ${host}, roles: [proxy] }`).join("\n")}
domains:
  - { domain: ${art}, names: [mail.art.example.edu] }
`
  const { fleet } = loadFleet(text, "fleet.yaml")
  if (fleet === undefined) throw new Error("the fleet of this test is wrong")
  return domainFleet(fleet, art)
}

let payload: Payload

beforeAll(async () => {
  payload = await (await testCa(new VirtualClock())).pair(["mail.art.example.edu"])
})

/** The rollout to all of them, cut off when all files were being changed. */
function begun(fleet: Fleet): { readonly id: string; readonly entries: JournalEntry[] } {
  const plan = planRollout(fleet, { payload, holder, now })
  const intents = plan.hosts.map(
    ({ host }) => ({ type: "intent", host, step: "deploycrts", undo: "" }) as const,
  )
  const entries = [startEvent(plan), ...intents].map(
    (event, index): JournalEntry => ({ seq: index + 1, time: "2026-11-23T12:00:00Z", ...event }),
  )
  return { id: plan.id, entries }
}

const ways: readonly (readonly [
  string,
  (fleet: Fleet, choices: RolloutChoices, earlier: ReturnType<typeof begun>) => { hosts: readonly object[] },
])[] = [
  ["a rollout", (fleet, choices) => planRollout(fleet, { payload, holder, now, choices })],
  ["a resume", (fleet, choices, earlier) => planRollout(fleet, { payload, holder, now, choices, earlier })],
  ["a rollback", (fleet, choices, earlier) => planRollback(fleet, earlier, { holder, now, choices }).plan],
]

function refusal(work: () => unknown): ToolError {
  try {
    work()
  } catch (error) {
    if (error instanceof ToolError) return error
    throw error
  }
  throw new Error("it was not refused")
}

describe("every proxy of a domain's certificate", () => {
  it.each(ways)("takes part in %s: --limit leaves none out", (_, plan) => {
    const fleet = fleetOf(2)
    const earlier = begun(fleet)
    const error = refusal(() => plan(fleet, { limit: ["prx01"] }, earlier))
    expect([error.code, error.message]).toEqual([
      "usage",
      "--limit leaves out prx02.example.edu: LDAP holds one certificate of art.example.edu for all proxies",
    ])
    expect(plan(fleet, { limit: ["proxy"] }, earlier).hosts).toHaveLength(2)
  })

  it.each(ways.slice(1))("takes part in %s: one that fleet.yaml has gained is named", (_, plan) => {
    const earlier = begun(fleetOf(2))
    const error = refusal(() => plan(fleetOf(3), {}, earlier))
    expect([error.code, error.message]).toEqual([
      "config",
      expect.stringContaining(`prx03.example.edu came to fleet.yaml after rollout ${earlier.id} began`),
    ])
  })

  it.each(ways.slice(1))("is left out of %s on purpose where fleet.yaml has lost one", (_, plan) => {
    const earlier = begun(fleetOf(3))
    expect(refusal(() => plan(fleetOf(2), {}, earlier)).hint).toContain("--limit '*'")
    expect(plan(fleetOf(2), { limit: ["proxy"] }, earlier).hosts).toHaveLength(2)
  })
})
