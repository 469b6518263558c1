import { spawn } from "node:child_process"
import { existsSync } from "node:fs"
import { afterEach, describe, expect, it } from "vitest"
import {
  localTable,
  markOf,
  type ProcessMark,
  type ProcessTable,
  standingOf,
  startByPs,
} from "../../src/local/processMark.js"

const machineNamespace = "pid:[4026531836]"

/** A machine on which one process runs. */
function machine(more: Partial<Record<"name" | "boot" | "pidNamespace" | "started", string>>): ProcessTable {
  const { name = "here", boot, pidNamespace, started } = more
  return {
    machine: name,
    boot: async () => boot,
    pidNamespace: async () => pidNamespace,
    started: async (pid) => (pid === 7 ? started : "gone"),
  }
}

const linux = { boot: "boot-1", pidNamespace: machineNamespace, started: "100" }
const mark: ProcessMark = { machine: "here", pid: 7, ...linux }
const old: ProcessMark = { machine: "here", pid: 7 }

describe("a process that a lock names", () => {
  it.each([
    ["runs where number and start are its own", mark, linux, "running"],
    ["is gone where no process has its number", { ...mark, pid: 8 }, linux, "gone"],
    ["is gone where another process has its number", mark, { ...linux, started: "200" }, "gone"],
    ["is gone after a restart of its machine", mark, { ...linux, boot: "boot-2" }, "gone"],
    ["runs on where its machine was renamed", { ...mark, machine: "before" }, linux, "running"],
    [
      "runs where nobody says when the number's process started",
      mark,
      { ...linux, started: undefined },
      "running",
    ],
    ["runs, as far as an earlier version's lock tells", old, linux, "running"],
    ["is gone, as far as an earlier version's lock tells", { ...old, pid: 8 }, linux, "gone"],
    [
      "is told by ps alone where the system has no boots",
      { ...old, started: "Mon" },
      { started: "Tue" },
      "gone",
    ],
  ] as const)("%s", async (_, one, { ...table }, is) => {
    const { started, ...rest } = table as { started?: string }
    const here = machine({ ...rest, ...(started === undefined ? {} : { started }) })
    expect((await standingOf(one, here)).is).toBe(is)
  })

  const container = { ...linux, pidNamespace: "pid:[4026532999]" }
  it.each([
    [
      "on another machine",
      { ...mark, machine: "there", boot: "boot-2" },
      linux,
      "it began on another machine",
    ],
    ["in another container of this machine", { ...mark, ...container }, linux, "in another container"],
    ["outside of this container", mark, { ...container, started: "200" }, "outside of this one"],
    ["in a container before a restart", { ...mark, ...container, boot: "boot-0" }, linux, "before a restart"],
    ["in a container of another machine called alike", mark, { ...container, boot: "boot-2" }, "of its name"],
    ["on Linux, seen from a system without boots", mark, { started: "Tue" }, "of its name"],
  ] as const)("is not known to run or not where it began %s", async (_, one, table, why) => {
    expect(await standingOf(one, machine(table))).toEqual({
      is: "unknown",
      why: expect.stringContaining(why),
    })
  })
})

describe("this machine's processes", () => {
  const children: { kill(signal: "SIGKILL"): unknown }[] = []
  afterEach(() => {
    for (const child of children.splice(0)) child.kill("SIGKILL")
  })

  it("are marked by more than their number, and known again", async () => {
    const own = await markOf(process.pid)
    if (existsSync("/proc/self/stat"))
      expect(own).toMatchObject({ boot: expect.any(String), started: expect.stringMatching(/^\d+$/) })
    expect(await standingOf(own)).toEqual({ is: "running" })
    expect(await standingOf({ ...own, pid: process.ppid })).toEqual({ is: "gone" })
  })

  it.skipIf(!existsSync("/proc/self/stat"))("are gone once only their exit status is left", async () => {
    // Its parent has become a program that asks for nobody's status.
    const child = spawn("/bin/sh", ["-c", "cat <&3 & echo $!; exec sleep 60 3<&-"], {
      stdio: ["ignore", "pipe", "ignore", "pipe"],
    })
    children.push(child)
    const pid = await new Promise<number>((resolve) =>
      child.stdout?.once("data", (text) => resolve(Number(text))),
    )
    expect(await localTable.started(pid)).toMatch(/^\d+$/)
    child.stdio[3]?.destroy()
    await expect.poll(() => localTable.started(pid)).toBe("gone")
    expect(() => process.kill(pid, 0)).not.toThrow()
  })

  it("have a start that ps tells the same way each time", async () => {
    const [one, other] = [await startByPs(process.pid), await startByPs(process.pid)]
    if (one === undefined) return
    expect(one).toMatch(/^[A-Z][a-z]{2} [A-Z][a-z]{2} \d+ [\d:]+ \d{4}$/)
    expect(other).toBe(one)
  })
})
