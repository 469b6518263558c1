import { beforeAll, describe, expect, it } from "vitest"
import type { EmbeddedHost } from "../../src/demo/embeddedHost.js"
import { ToolError } from "../../src/errors.js"
import { runRollout } from "../../src/rollout/engine.js"
import { type Circumstances, exitCodeOf } from "../../src/rollout/exitCode.js"
import type { HostState } from "../../src/rollout/machine.js"
import type { Outcome } from "../../src/rollout/phases/table.js"
import type { Payload } from "../../src/rollout/plan.js"
import { memoryFleet } from "../support/memoryFleet.js"
import { fleetText, oldAndRenewed } from "../support/threeServers.js"

/**
 * What the fleet came to, and the exit code for it: under way to the end; the same with an interruption that came too
 * late to stop anything; called back for failures; called back and interrupted; put back by hand; that, interrupted.
 */
const table: Readonly<Record<string, readonly [number, number, number, number, number, number]>> = {
  "nothing but success": [0, 0, 0, 130, 0, 130],
  aborted: [1, 1, 3, 130, 3, 130],
  "rolled-back": [1, 1, 4, 4, 0, 130],
  "rolled-back aborted": [1, 1, 4, 4, 3, 130],
  stuck: [5, 5, 5, 5, 5, 5],
  "stuck aborted": [5, 5, 5, 5, 5, 5],
  "stuck rolled-back": [5, 5, 5, 5, 5, 5],
  "stuck rolled-back aborted": [5, 5, 5, 5, 5, 5],
}

// Whoever puts back by hand has called everybody back to begin with.
const columns: readonly (readonly [string, Circumstances])[] = [
  ["under way to the end", { interrupted: false, calledBack: false, rollback: false }],
  ["interrupted too late", { interrupted: true, calledBack: false, rollback: false }],
  ["called back", { interrupted: false, calledBack: true, rollback: false }],
  ["called back and interrupted", { interrupted: true, calledBack: true, rollback: false }],
  ["put back by hand", { interrupted: false, calledBack: true, rollback: true }],
  ["put back by hand and interrupted", { interrupted: true, calledBack: true, rollback: true }],
]

const outcomes: readonly Outcome[] = ["done", "unchanged", "aborted", "rolled-back", "stuck"]

/** Every fleet of up to so many hosts, in every order. */
function fleets(most: number): Outcome[][] {
  if (most === 0) return [[]]
  const smaller = fleets(most - 1)
  const grown = smaller
    .filter((fleet) => fleet.length === most - 1)
    .flatMap((fleet) => outcomes.map((outcome) => [...fleet, outcome]))
  return [...smaller, ...grown]
}

function rowOf(fleet: readonly Outcome[]): string {
  const words = (["stuck", "rolled-back", "aborted"] as const).filter((outcome) => fleet.includes(outcome))
  return words.length === 0 ? "nothing but success" : words.join(" ")
}

function ended(outcome: Outcome): HostState {
  return { phase: undefined, changed: "nothing", staged: false, failed: false, outcome }
}

describe("exitCodeOf", () => {
  it.each(columns)("is the first of 5, 4, 130, 3, 1 that holds: %s", (title, circumstances) => {
    const at = columns.findIndex(([one]) => one === title)
    const all = fleets(4)
    expect(new Set(all.map(rowOf))).toEqual(new Set(Object.keys(table)))
    const given = all.map((fleet) => [fleet, exitCodeOf(fleet.map(ended), circumstances)])
    expect(given).toEqual(all.map((fleet) => [fleet, table[rowOf(fleet)]?.[at]]))
  })
})

const fates = ["well", "refuses", "fails", "stays changed"] as const
type Fate = (typeof fates)[number]
const stops = ["never", "before a change", "during the deploy"] as const

interface Case {
  readonly fleet: readonly Fate[]
  readonly maxFailures: number
  readonly stop: (typeof stops)[number]
}

const cases: readonly Case[] = fates.flatMap((one) =>
  fates.flatMap((two) =>
    fates.flatMap((three) =>
      [0, 1, 2, 3].flatMap((maxFailures) =>
        stops.map((stop) => ({ fleet: [one, two, three], maxFailures, stop })),
      ),
    ),
  ),
)

/** What DESIGN.md's exit codes mean for it, from what befalls the hosts alone. */
function meant({ fleet, maxFailures, stop }: Case): number {
  const count = (fate: Fate): number => fleet.filter((one) => one === fate).length
  const refused = count("refuses")
  if (stop === "before a change") return 130
  if (refused > maxFailures) return 3
  const changed = fleet.length - refused
  if (count("stays changed") > 0) return 5
  if (stop === "during the deploy" && changed > 0) return 4
  if (refused + count("fails") > maxFailures) return 4
  return refused + count("fails") > 0 ? 1 : 0
}

function befall(host: EmbeddedHost, fate: Fate): void {
  if (fate === "refuses") host.faults.verify = "refuses"
  if (fate === "fails" || fate === "stays changed") host.faults.deploy = "fails"
  if (fate === "stays changed") host.faults.restore = "fails"
}

describe("runRollout's exit code", () => {
  let old: Payload
  let renewed: Payload
  beforeAll(async () => {
    ;({ old, renewed } = await oldAndRenewed())
  })

  async function exitCodeFor({ fleet: given, maxFailures, stop }: Case): Promise<number> {
    const fleet = memoryFleet(old, fleetText)
    const interruption = new AbortController()
    const command = { never: "", "before a change": "stage", "during the deploy": "deploycrt" }[stop]
    for (const [at, host] of [...fleet.hosts.values()].entries()) {
      befall(host, given[at] ?? "well")
      host.faults.onCommand = (name) => {
        if (name === command) interruption.abort(new ToolError("cancelled", "interrupted"))
      }
    }
    const ports = fleet.ports({ softStop: interruption.signal })
    return (await runRollout(fleet.plan(renewed, { maxFailures }), ports)).exitCode
  }

  it.each(stops)("follows from what befalls the hosts and from the budget, interrupted %s", async (stop) => {
    for (const one of cases.filter((each) => each.stop === stop))
      expect([one, await exitCodeFor(one)]).toEqual([one, meant(one)])
  })
})
