import { type ChildProcess, spawn } from "node:child_process"
import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { readJournal } from "../../src/rollout/record/journal.js"
import { fingerprint } from "../probe/material.js"
import { allServe, certfleet, program } from "./certfleet.js"
import { sceneOf } from "./scene.js"
import { type SshdHostSpec, whyNot } from "./sshd.js"

const reason = whyNot()

const specs: readonly SshdHostSpec[] = [
  { name: "mbs01.example.edu", roles: ["mailbox"] },
  { name: "ldap01.example.edu", roles: ["ldap"], ldapMaster: true },
  { name: "mx01.example.edu", roles: ["mta"] },
]

interface Running {
  readonly child: ChildProcess
  readonly ended: Promise<{ code: number | null; stderr: string }>
  /** Waits until a deploy runs on every host. */
  deploying(): Promise<void>
}

function eventsIn(cwd: string): string[] {
  const file = join(cwd, "events.jsonl")
  return existsSync(file) ? readFileSync(file, "utf8").split("\n") : []
}

function start(dir: string, cwd: string, ...more: string[]): Running {
  const events = join(cwd, "events.jsonl")
  const child = spawn(process.execPath, [program, "rollout", dir, "--events", events, ...more], { cwd })
  let stderr = ""
  child.stderr.on("data", (chunk: Buffer) => {
    stderr += chunk.toString()
  })
  const ended = new Promise<{ code: number | null; stderr: string }>((resolve) =>
    child.once("close", (code) => resolve({ code, stderr })),
  )
  const begun = (): number =>
    existsSync(events) ? readFileSync(events, "utf8").split('"deploy","state":"started"').length - 1 : 0
  const deploying = (): Promise<void> =>
    expect.poll(begun, { timeout: 60_000, interval: 20 }).toBe(specs.length)
  return { child, ended, deploying }
}

describe.skipIf(reason !== undefined)(
  `an interrupted rollout over real OpenSSH servers${reason === undefined ? "" : ` (skipped: ${reason})`}`,
  () => {
    const scene = sceneOf(specs)

    it.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)(
      "ends the running steps on %s, puts everything back and says so",
      async (signal) => {
        const { cwd, dir } = await scene.prepare()
        const before = scene.trees()
        await Promise.all(scene.fleet.hosts.map((host) => host.fault("slow", "0.2")))
        const { child, ended, deploying } = start(dir, cwd)
        await deploying()
        child.kill(signal)
        const { code, stderr } = await ended
        expect(code).toBe(4)
        expect(stderr).toContain("calling every changed server back: interrupted")
        expect(scene.trees()).toEqual(before)
        expect(await allServe(scene.fleet.hosts, fingerprint(scene.old.cert))).toEqual([])
      },
    )

    it("is over at once before any change, whatever hangs, and leaves no trace", async () => {
      const { cwd, dir } = await scene.prepare()
      const before = scene.trees()
      await scene.host("mx01").fault("verifycrt-hang")
      const { child, ended } = start(dir, cwd)
      await expect
        .poll(() => eventsIn(cwd).filter((line) => line.includes('"verify","state":"started"')).length, {
          ...{ timeout: 60_000, interval: 20 },
        })
        .toBe(specs.length)
      child.kill("SIGINT")
      const { code, stderr } = await ended
      expect([code, stderr]).toEqual([130, expect.stringContaining(`next: certfleet rollout ${dir} (`)])
      expect(eventsIn(cwd).filter((line) => line.includes('"state":"failed"'))).toEqual([
        expect.stringMatching(/"host":"mx01.*"phase":"verify".*"detail":"interrupted"/),
      ])
      expect(scene.trees()).toEqual(before)
      for (const { home } of scene.fleet.hosts) expect(existsSync(join(home, "ssl/certfleet"))).toBe(false)
    })

    it("is over when its deadline passes before any change, and leaves no trace", async () => {
      const { cwd, dir } = await scene.prepare()
      const before = scene.trees()
      await scene.host("mx01").fault("verifycrt-hang")
      const { code, stderr } = await start(dir, cwd, "--deadline", "5").ended
      expect([code, stderr]).toEqual([3, expect.stringContaining("deadline")])
      expect(scene.trees()).toEqual(before)
      for (const { home } of scene.fleet.hosts) expect(existsSync(join(home, "ssl/certfleet"))).toBe(false)
    })

    it("is resumed while a changed server still starts: it is waited for", async () => {
      const { cwd, dir } = await scene.prepare()
      await Promise.all(scene.fleet.hosts.map((host) => host.fault("slow", "0.2")))
      const { child, ended, deploying } = start(dir, cwd)
      await deploying()
      child.kill("SIGKILL")
      await ended
      await Promise.all(scene.fleet.hosts.map((host) => host.clearFaults()))
      const mx = scene.host("mx01")
      await mx.powerOff()
      const had = eventsIn(cwd).length
      const resumed = start(dir, cwd, "--resume")
      await expect
        .poll(
          () =>
            eventsIn(cwd)
              .slice(had)
              .some((line) => /"mx01.*"connect","state":"started"/.test(line)),
          {
            ...{ timeout: 60_000, interval: 20 },
          },
        )
        .toBe(true)
      await mx.powerOn()
      expect(await resumed.ended).toMatchObject({ code: 0 })
      expect(await allServe(scene.fleet.hosts, fingerprint(scene.renewed.cert))).toEqual([])
    })

    it("stops at once when interrupted twice, and --resume takes it to the end", async () => {
      const { cwd, dir } = await scene.prepare()
      await Promise.all(scene.fleet.hosts.map((host) => host.fault("slow", "0.2")))
      const { child, ended, deploying } = start(dir, cwd)
      await deploying()
      child.kill("SIGINT")
      await expect
        .poll(() => readFileSync(join(cwd, "events.jsonl"), "utf8"), { timeout: 60_000, interval: 20 })
        .toContain('"type":"interruption"')
      child.kill("SIGINT")
      const { code, stderr } = await ended
      expect(code).toBe(130)
      expect(stderr).toContain("Ctrl-C again stops at once")
      expect(stderr).toContain(`next: certfleet rollout ${dir} --resume`)
      const run = await certfleet(["rollout", dir, "--resume", "--json"], cwd)
      expect({ status: run.status, stderr: run.stderr }).toMatchObject({ status: 0 })
      expect(await allServe(scene.fleet.hosts, fingerprint(scene.renewed.cert))).toEqual([])
    })

    it("begins nothing with a time limit that is none", async () => {
      const { cwd, dir } = await scene.prepare()
      const run = await certfleet(["rollout", dir, "--deadline", "soon"], cwd)
      expect([run.status, run.stderr]).toEqual([2, expect.stringContaining("--deadline soon")])
      expect(existsSync(join(dir, "rollouts"))).toBe(false)
    })

    it("goes on to the end when nobody reads what it prints any more", async () => {
      const { cwd, dir } = await scene.prepare()
      const { child, ended } = start(dir, cwd)
      child.stderr?.once("data", () => {
        child.stdout?.destroy()
        child.stderr?.destroy()
      })
      expect((await ended).code).toBe(0)
      expect(await allServe(scene.fleet.hosts, fingerprint(scene.renewed.cert))).toEqual([])
      const { entries } = readJournal(readFileSync(join(cwd, "events.jsonl"), "utf8"))
      expect(entries.at(-1)).toMatchObject({ type: "end", exitCode: 0 })
    })
  },
)
