import { spawn } from "node:child_process"
import { createHash } from "node:crypto"
import { existsSync, readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import type { RolloutJson } from "../../src/report/rolloutJson.js"
import { fingerprint } from "../probe/material.js"
import { allServe, certfleet, deliveryFolder, filesHolding, keyLine, program } from "./certfleet.js"
import { sceneOf } from "./scene.js"
import { type SshdHost, whyNot } from "./sshd.js"

const reason = whyNot()

describe.skipIf(reason !== undefined)(
  `breaking the locks of a rollout over real OpenSSH servers${reason === undefined ? "" : ` (skipped: ${reason})`}`,
  () => {
    const scene = sceneOf([
      { name: "mbs01.example.edu", roles: ["mailbox"] },
      { name: "prx01.example.edu", roles: ["proxy"] },
    ])

    /** Kills a rollout from another machine, as it were, once each server was given its key; its name. */
    async function killed(): Promise<string> {
      const { cwd, dir } = await scene.prepare()
      const child = spawn(process.execPath, [program, "rollout", dir], { cwd, stdio: "ignore" })
      const ended = new Promise((resolve) => child.once("exit", resolve))
      for (const host of scene.fleet.hosts) await host.fault("slow", "0.2")
      await expect
        .poll(() => scene.fleet.hosts.every((host) => left(host, "deploycrt.started").length > 0), {
          timeout: 60_000,
          interval: 10,
        })
        .toBe(true)
      child.kill("SIGKILL")
      await ended
      // The steps end by themselves.
      await expect
        .poll(() => scene.fleet.hosts.every((host) => left(host, "deploycrt.status").length > 0), {
          timeout: 60_000,
        })
        .toBe(true)
      const [id] = readdirSync(join(dir, "rollouts")).map((name) => name.replace(/\.jsonl$/, ""))
      return id ?? ""
    }

    it("removes its staged keys, leaves its backups, and says both", async () => {
      const first = await killed()
      for (const { home } of scene.fleet.hosts)
        expect(filesHolding(home, keyLine(scene.renewed.key)).join()).toContain(`/stage.${first}.`)
      const backups = scene.fleet.hosts.map((host) => backupOf(host, first))
      const other = await scene.issue()
      const { cwd } = await scene.prepare()
      const dir = await deliveryFolder(join(cwd, "other"), other)
      const refused = await certfleet(["rollout", dir, "--allow-half-done"], cwd)
      expect([refused.status, refused.stdout]).toEqual([3, expect.stringContaining("another rollout holds")])
      const words = ["rollout", dir, "--allow-half-done", "--break-lock", "--json"]
      const run = await certfleet(words, cwd)
      expect({ status: run.status, stderr: run.stderr }).toMatchObject({ status: 0 })
      expect(await allServe(scene.fleet.hosts, fingerprint(other.cert))).toEqual([])
      const { rollout, runs } = JSON.parse(run.stdout) as RolloutJson
      for (const host of scene.fleet.hosts) {
        const own = join(host.home, "ssl/certfleet")
        // What was live, and the very server's state before that, are in the backups alone.
        expect(filesHolding(host.home, keyLine(scene.renewed.key))).toEqual([
          `ssl/certfleet/${rollout}/backup.tar`,
        ])
        expect(readdirSync(own).sort()).toEqual([first, rollout].sort())
        const said = new RegExp(
          `${host.name}: .*took over the lock of rollout ${first} \\(\\S+\\); removed, with its key: \\S+/stage\\.${first}\\.\\w+; left: \\S+/${first}\\b`,
        )
        expect(run.stderr.split("\n").filter((line) => said.test(line))).toHaveLength(1)
        const told = runs.flatMap(({ hosts }) => hosts).filter((one) => one.host === host.name)
        expect(told.flatMap(({ warnings }) => warnings).join()).toContain(`rollout ${first}`)
      }
      expect(scene.fleet.hosts.map((host) => backupOf(host, first))).toEqual(backups)
    }, 120_000)
  },
)

/** The files of detached steps by that name. */
function left({ home }: SshdHost, name: string): string[] {
  const own = join(home, "ssl/certfleet")
  const rollouts = existsSync(own) ? readdirSync(own) : []
  return rollouts.filter((rollout) => existsSync(join(own, rollout, name)))
}

function backupOf({ home }: SshdHost, rollout: string): string {
  const bytes = readFileSync(join(home, "ssl/certfleet", rollout, "backup.tar"))
  return createHash("sha256").update(bytes).digest("hex")
}
