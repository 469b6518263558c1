import { execFile, spawn } from "node:child_process"
import { once } from "node:events"
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { promisify } from "node:util"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { readReports } from "../../src/remote/script.js"
import { detachScript, stopScript } from "../../src/zimbra/scripts.js"

const run = promisify(execFile)
const bootFile = "/proc/sys/kernel/random/boot_id"

describe.skipIf(!existsSync(bootFile))("a detached step (skipped where /proc is missing)", () => {
  let folder: string

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "certfleet-detach-"))
  })
  afterEach(() => rm(folder, { recursive: true, force: true }))

  const script = async (text: string, ...args: string[]): Promise<string> =>
    (await run("/bin/sh", ["-c", text, "sh", ...args])).stdout
  const wait = (tenths: number, ...argv: string[]): Promise<string> =>
    script(detachScript.text, folder, "step", String(tenths), ...argv)
  const stop = (): Promise<string> => script(stopScript.text, folder, "step")

  /** As another connection finds a step that it has not started. */
  function started(files: Readonly<Record<string, string>>): void {
    mkdirSync(join(folder, "step.started"))
    for (const [name, content] of Object.entries(files))
      writeFileSync(join(folder, "step.started", name), content)
  }

  it("runs once, however often it is waited for, and tells status and output to each", async () => {
    const argv = ["/bin/sh", "-c", `echo one >> ${folder}/runs; echo said; exit 3`]
    const ends = await Promise.all([wait(100, ...argv), wait(100, ...argv), wait(100, ...argv)])
    expect(ends).toEqual(Array(3).fill("@status 3\n| said\n"))
    expect(readFileSync(join(folder, "runs"), "utf8")).toBe("one\n")
  })

  it.each([
    ["pid is being written", { pid: "" }],
    ["boot is being written", { boot: "" }],
    ["pid is not there yet", {}],
  ])("is not taken for gone while its %s", async (_, files) => {
    started({ boot: readFileSync(bootFile, "utf8"), ...files })
    expect(await wait(3)).toBe("@running 1\n")
  })

  it.each([
    ["the host was restarted", { boot: "another boot\n", pid: `${process.pid}\n` }],
    // Above the largest pid that Linux gives out.
    ["its process is no more", { boot: readFileSync(bootFile, "utf8"), pid: "4194305\n" }],
    // That this very process began with the machine is not so.
    [
      "another process has its number",
      { boot: readFileSync(bootFile, "utf8"), pid: `${process.pid}\n`, start: "1\n" },
    ],
  ])("is gone when %s", async (_, files) => {
    started(files)
    expect(readReports(await wait(100)).has("gone")).toBe(true)
  })

  it("is gone at once when it could not even be started", async () => {
    writeFileSync(join(folder, "file"), "")
    const said = await script(detachScript.text, join(folder, "file/below"), "step", "1", "true")
    expect(said).toMatch(/^\| mkdir: .*Not a directory\n@gone 1\n$/)
  })

  it("does not start after it was stopped before it had told its pid", async () => {
    started({ boot: readFileSync(bootFile, "utf8") })
    expect(await stop()).toBe("@stopped 1\n")
    const inner = /setsid \/bin\/sh -c '([^']*)'/.exec(detachScript.text)?.[1] ?? ""
    await run("/bin/sh", ["-c", inner, "step", folder, "/bin/sh", "-c", `: > ${folder}/ran`])
    expect(existsSync(join(folder, "step.started/pid"))).toBe(true)
    expect(existsSync(join(folder, "ran"))).toBe(false)
  })

  it("is ended with all that it started when it is stopped", async () => {
    expect(await wait(2, "/bin/sh", "-c", "sleep 300 & wait")).toBe("@running 1\n")
    const pid = Number(readFileSync(join(folder, "step.started/pid"), "utf8"))
    expect(await stop()).toBe("@stopped 1\n")
    expect(() => process.kill(-pid, 0)).toThrow("ESRCH")
    expect(readReports(await wait(100)).has("gone")).toBe(true)
  })

  it("is not ended where another process has its number by now: that one goes on", async () => {
    const child = spawn("sleep", ["300"], { detached: true, stdio: "ignore" })
    try {
      await once(child, "spawn")
      started({ boot: readFileSync(bootFile, "utf8"), pid: `${child.pid}\n`, start: "1\n" })
      expect(await stop()).toBe("@stopped 1\n")
      expect([child.exitCode, child.signalCode]).toEqual([null, null])
      expect(() => process.kill(child.pid ?? 0, 0)).not.toThrow()
    } finally {
      child.kill("SIGKILL")
    }
  })

  it("is known by the start of its process, which is written beside its number", async () => {
    expect(await wait(2, "/bin/sh", "-c", "sleep 300 & wait")).toBe("@running 1\n")
    const [pid, start] = ["pid", "start"].map((name) =>
      readFileSync(join(folder, "step.started", name), "utf8").trim(),
    )
    expect(start).toBe(
      readFileSync(`/proc/${pid}/stat`, "utf8")
        .replace(/^.*\) /, "")
        .split(" ")[19],
    )
    expect(await wait(2)).toBe("@running 1\n")
    await stop()
  })

  it("that was never started counts as stopped", async () => {
    expect(await stop()).toBe("@stopped 1\n")
  })
})
