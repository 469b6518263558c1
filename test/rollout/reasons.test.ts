import { describe, expect, it } from "vitest"
import { ToolError } from "../../src/errors.js"
import { reasonOf } from "../../src/rollout/hostContext.js"
import { causeOf, tellingLine } from "../../src/rollout/telling.js"

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
    [
      "keytool's own reason before the ERROR that only names it",
      "ERROR: addcacert: keytool returned non-zero(1)\nkeytool error: java.io.IOException: Invalid keystore format\n",
      "keytool error: java.io.IOException: Invalid keystore format",
    ],
    [
      "what zmcontrol could not start",
      "Host mx01\n\tStarting mta...Failed.\n\tStarting stats...Done.",
      "Starting mta...Failed.",
    ],
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

describe("the cause of a command that did not do what it should", () => {
  const ended = { status: 1, signal: undefined, stdout: "", stderr: "" }
  it.each([
    [
      "what stands on standard error",
      { stderr: "mktemp: No space left on device\n" },
      "mktemp: No space left on device",
    ],
    [
      "what stands on standard output, without reports",
      { stdout: "@user zimbra\nsh: not here\n@done 1" },
      "sh: not here",
    ],
    ["how it ended, where it said nothing", { stdout: "@user zimbra\n" }, "no report, exit 1"],
    ["what ended it", { status: undefined, signal: "KILL" }, "no report, ended by KILL"],
  ])("is %s", (_, result, cause) => {
    expect(causeOf({ ...ended, ...result })).toBe(cause)
  })
})
