import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { existsSync } from "node:fs"
import { mkdir } from "node:fs/promises"
import { join } from "node:path"
import { isDeepStrictEqual } from "node:util"
import { describe, expect, it } from "vitest"
import { fingerprint } from "../probe/material.js"
import { allServe, program } from "./certfleet.js"
import { type CommandResult, runProgram } from "./client.js"
import { sceneOf } from "./scene.js"
import { whyNot } from "./sshd.js"

const reason = whyNot()

/** A small disk of its own for one folder, seen only by what runs in it: nothing of this machine changes. */
class SmallDisk {
  readonly #holder: ChildProcess
  readonly #folder: string

  private constructor(holder: ChildProcess, folder: string) {
    this.#holder = holder
    this.#folder = folder
  }

  static async under(folder: string, size: string): Promise<SmallDisk> {
    const script = 'mount -t tmpfs -o "size=$1" tmpfs "$2" && echo ready && exec sleep infinity'
    const holder = spawn(
      "setpriv",
      [
        ...["--pdeathsig", "KILL", "unshare", "--mount", "--propagation", "private"],
        ...["sh", "-c", script, "sh", size, folder],
      ],
      { stdio: ["ignore", "pipe", "inherit"] },
    )
    await Promise.race([once(holder.stdout, "data"), once(holder, "exit")])
    if (holder.exitCode !== null) throw new Error(`no disk of ${size} under ${folder}`)
    return new SmallDisk(holder, folder)
  }

  run(argv: readonly string[], home: string): Promise<CommandResult> {
    const inside = ["--target", String(this.#holder.pid), "--mount", "--"]
    return runProgram("nsenter", [...inside, ...argv], { env: { PATH: process.env["PATH"], HOME: home } })
  }

  async grow(): Promise<void> {
    const { status, stderr } = await this.run(["mount", "-o", "remount,size=1m", this.#folder], "/")
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" })
  }

  async remove(): Promise<void> {
    const gone = once(this.#holder, "exit")
    this.#holder.kill("SIGKILL")
    await gone
  }
}

describe.skipIf(reason !== undefined)(
  `a rollout whose own disk is full, over real OpenSSH servers${reason === undefined ? "" : ` (skipped: ${reason})`}`,
  () => {
    const scene = sceneOf([
      { name: "mbs01.example.edu", roles: ["mailbox"] },
      { name: "mbs02.example.edu", roles: ["mailbox"] },
      { name: "ldap01.example.edu", roles: ["ldap"], ldapMaster: true },
      { name: "prx01.example.edu", roles: ["proxy"] },
      { name: "prx02.example.edu", roles: ["proxy"] },
      { name: "mx01.example.edu", roles: ["mta"] },
    ])

    // A whole journal of this fleet needs nine pages of 4 KiB, six of them before the first change.
    it.each([
      [1, 3],
      [5, 3],
      [7, 5],
    ])("stops after %i pages of its journal with %i, and --resume ends it", async (pages, exitCode) => {
      const { cwd, dir } = await scene.prepare()
      const journals = join(dir, "rollouts")
      await mkdir(journals)
      const before = scene.trees()
      const disk = await SmallDisk.under(journals, `${pages * 4}k`)
      const rollout = (...more: string[]): Promise<CommandResult> => {
        const fleet = join(cwd, "fleet.yaml")
        return disk.run([process.execPath, program, "rollout", dir, "--fleet", fleet, ...more], cwd)
      }
      try {
        const cut = await rollout()
        expect(cut.status, cut.stderr).toBe(exitCode)
        expect(isDeepStrictEqual(scene.trees(), before)).toBe(exitCode === 3)
        expect(cut.stderr).toMatch(/^certfleet: error: .*\.jsonl: no space left on this machine/m)
        expect(cut.stderr).not.toMatch(/example\.edu: .* failed/)
        const held = scene.fleet.hosts.some(({ home }) => existsSync(join(home, "ssl/certfleet/lock")))
        if (held) expect(cut.stderr).toMatch(/^certfleet: hint: .*certfleet rollout --resume$/m)
        await disk.grow()
        const resumed = await rollout("--resume")
        expect(resumed.status, resumed.stdout + resumed.stderr).toBe(0)
        expect(await allServe(scene.fleet.hosts, fingerprint(scene.renewed.cert))).toEqual([])
        for (const { home } of scene.fleet.hosts)
          expect(existsSync(join(home, "ssl/certfleet/lock"))).toBe(false)
      } finally {
        await disk.remove()
      }
    })
  },
)
