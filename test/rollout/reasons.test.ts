import { describe, expect, it } from "vitest"
import { ToolError } from "../../src/errors.js"
import { reasonOf, tellingLine } from "../../src/rollout/hostContext.js"

describe("the reason of a failure", () => {
  const host = "mbs01.example.edu"

  it.each([
    ["leaves the host's name out", new ToolError("ssh-lost", `${host}: it is gone`), "it is gone"],
    [
      "adds what to do",
      new ToolError("ssh-lost", `${host}: it is gone`, { hint: "look" }),
      "it is gone; look",
    ],
    ["keeps another host's name", new ToolError("ssh-auth", "bastion: no key"), "bastion: no key"],
    ["is an error's message", new Error("verifycrt refuses"), "verifycrt refuses"],
    ["is whatever was thrown", "cancelled", "cancelled"],
  ])("%s", (_, error, reason) => {
    expect(reasonOf(error, host)).toBe(reason)
  })
})

describe("the telling line of a tool's output", () => {
  it.each([
    [
      "the disk's trouble before an ERROR",
      "ERROR: x\ncp: No space left on device\nbye",
      "cp: No space left on device",
    ],
    ["an ERROR before the last line", "** Verifying\nERROR: no match\nbye", "ERROR: no match"],
    ["what failed", "** Saving...failed (rc=1)\n** Installing...done.", "** Saving...failed (rc=1)"],
    ["the last line that says anything", "one\r\ntwo\r\n\r\n", "two"],
    ["nothing of no output", "", ""],
  ])("is %s", (_, output, line) => {
    expect(tellingLine(output)).toBe(line)
  })

  it("is cut after 300 characters", () => {
    expect(tellingLine("x".repeat(301))).toHaveLength(300)
  })
})
