import { describe, expect, it } from "vitest"
import { ToolError } from "../../src/errors.js"
import { cutOff } from "../../src/rollout/cutOff.js"
import type { Circumstances } from "../../src/rollout/exitCode.js"
import type { HostState } from "../../src/rollout/machine.js"

const full = new ToolError("no-space", "no space", { hint: "free some space, then run again" })
const forward: Circumstances = { interrupted: false, calledBack: false, rollback: false }
const untouched: HostState = { phase: "connect", changed: "nothing", staged: false, failed: false }
const staged: HostState = { ...untouched, phase: "verify", staged: true }
const halfWay: HostState = { ...staged, phase: "deploy", changed: "files" }
const restored: HostState = { ...halfWay, phase: undefined, outcome: "rolled-back" }
const stuck: HostState = { ...halfWay, phase: undefined, outcome: "stuck" }

describe("cutOff", () => {
  it("leaves the error as it is while no host has anything of ours", () => {
    expect(cutOff(full, [untouched, untouched], forward)).toBe(full)
  })

  it.each([
    ["staged", [untouched, staged], forward, 3],
    ["half-way", [staged, halfWay], forward, 5],
    ["stuck", [staged, stuck], forward, 5],
    ["restored", [staged, restored], { ...forward, calledBack: true }, 4],
    ["staged, and interrupted", [staged], { ...forward, interrupted: true }, 130],
    ["half-way, and interrupted", [halfWay], { ...forward, interrupted: true }, 5],
  ] as const)("exits with what the hosts call for, and names --resume: %s", (_, states, at, exitCode) => {
    expect(cutOff(full, states, at)).toMatchObject({
      exitCode,
      message: expect.stringContaining("no space"),
      hint: "put that right, then run certfleet rollout --resume",
      cause: full,
    })
  })

  it("names the rollback where that was cut off: it cannot be resumed as a rollout", () => {
    const byHand = { ...forward, calledBack: true, rollback: true }
    expect(cutOff(full, [halfWay], byHand)).toMatchObject({
      exitCode: 5,
      hint: "put that right, then run certfleet rollback again",
    })
  })

  it("takes a defect of its own for no less: servers that are half-way need a human", () => {
    const defect = new TypeError("undefined is not a function")
    expect(cutOff(defect, [halfWay], forward)).toMatchObject({ exitCode: 5, cause: defect })
    expect(cutOff(defect, [untouched], forward)).toBe(defect)
  })
})
