import { describe, expect, it } from "vitest"
import { hooksText } from "../../src/report/planHooks.js"
import type { RehearsedHook } from "../../src/rollout/dryRun.js"

function hook(name: string, turn: string, more: Partial<RehearsedHook> = {}): RehearsedHook {
  return {
    ...{ type: "hook", hook: name, when: "before activate", for: turn, hosts: [turn], way: "run" },
    ...{ state: "started", argv: ["./balancer", "drain it"], timeoutMs: 60_000, environment: [], ...more },
  }
}

describe("the hooks of a dry run", () => {
  it("are a line for each command, with everything that it runs for and what takes it back", () => {
    const undo = ["./balancer", "enable"]
    const text = hooksText([
      hook("drain", "prx01.example.edu", { undo }),
      hook("note", "fleet", { when: "done" }),
      hook("drain", "prx02.example.edu", { undo }),
      hook("drain", "prx01.example.edu", { way: "undo", argv: undo }),
    ])
    expect(text.join("")).toBe(`Hooks, on this machine, in the order in which each first runs:
  before activate drain: ./balancer 'drain it'
      for prx01.example.edu, prx02.example.edu
      taken back by ./balancer enable
  done note: ./balancer 'drain it'
      for fleet
  taken back, of drain: ./balancer enable
      for prx01.example.edu
`)
  })

  it("are not spoken of where there are none", () => {
    expect(hooksText([])).toEqual([])
  })
})
