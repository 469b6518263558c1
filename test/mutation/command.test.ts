import { describe, expect, it } from "vitest"
import { runNode } from "./command.js"

const never = new AbortController().signal
const cwd = import.meta.dirname
/** Holds its own output open through a grandchild, as a test runner's worker does. */
const endless =
  'require("node:child_process").spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { stdio: "inherit" })'

describe("a program run for a mutant", () => {
  it("gives its exit status and what it wrote", async () => {
    const argv = ["-e", 'console.log("seen"); process.exitCode = 3']
    expect(await runNode(argv, { cwd, timeoutMs: 60_000, signal: never })).toEqual({
      exit: 3,
      stdout: "seen\n",
    })
  })

  it("is ended at its limit with what it started", async () => {
    expect(await runNode(["-e", endless], { cwd, timeoutMs: 300, signal: never })).toMatchObject({
      exit: "timeout",
    })
  })

  it("is ended by the signal, which may have come before", async () => {
    const signal = AbortSignal.abort()
    expect(await runNode(["-e", endless], { cwd, timeoutMs: 60_000, signal })).toMatchObject({
      exit: "stopped",
    })
  })
})
