import { type ChildProcess, spawn } from "node:child_process"
import { chmodSync, existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import type { PlanJson } from "../../src/report/planJson.js"
import type { RolloutJson } from "../../src/report/rolloutJson.js"
import { fingerprint } from "../probe/material.js"
import { allServe, certfleet, filesHolding, keyLine, program } from "./certfleet.js"
import { sceneOf } from "./scene.js"
import { type SshdHostSpec, whyNot } from "./sshd.js"

const reason = whyNot()

const specs: readonly SshdHostSpec[] = [
  { name: "mbs01.example.edu", roles: ["mailbox"] },
  { name: "ldap01.example.edu", roles: ["ldap"], ldapMaster: true },
  { name: "prx01.example.edu", roles: ["proxy"] },
]

/** Notes each call with what it sees; does what FATE says, which is a file beside it. */
const noting = `#!/bin/sh
cd "$(dirname "$0")" || exit 9
echo "\${CERTFLEET_HOOK_UNDO:+undo of }$CERTFLEET_HOOK $CERTFLEET_HOOK_FOR" >> calls
env | sort > "seen-$CERTFLEET_HOOK-$CERTFLEET_HOOK_UNDO"
[ "\${CERTFLEET_HOOK_UNDO:+undo of }$CERTFLEET_HOOK" = "$(cat victim)" ] || exit 0
case "$(cat fate)" in
  fails) echo "the balancer says no" >&2; exit 3 ;;
  hangs) echo $$ > hanging.new; mv hanging.new hanging; sleep 600 ;;
  is*killed) kill -KILL $$ ;;
esac
`

const hooks = (timeout: number): string => `hooks:
  - { name: downtime, when: before change, per: fleet, run: [./hook], undo: [./hook], timeout: ${timeout} }
  - { name: drain, when: before activate, servers: [proxy], run: [./hook], undo: [./hook], timeout: ${timeout} }
  - { name: enable, when: after activate, servers: [proxy], run: [./hook], timeout: ${timeout} }
  - { name: over, when: done, per: fleet, run: [./hook], timeout: ${timeout} }
`

describe.skipIf(reason !== undefined)(
  `hooks around real OpenSSH servers${reason === undefined ? "" : ` (skipped: ${reason})`}`,
  () => {
    const scene = sceneOf(specs)

    async function prepare(
      victim: string,
      fate: string,
      timeout = 60,
    ): Promise<{ cwd: string; dir: string }> {
      const { cwd, dir } = await scene.prepare()
      const file = join(cwd, "fleet.yaml")
      writeFileSync(file, `${readFileSync(file, "utf8")}${hooks(timeout)}`)
      writeFileSync(join(cwd, "hook"), noting)
      chmodSync(join(cwd, "hook"), 0o755)
      writeFileSync(join(cwd, "victim"), victim)
      writeFileSync(join(cwd, "fate"), fate)
      return { cwd, dir }
    }

    it("run with facts and without secrets, and nobody takes them back where all goes well", async () => {
      const { cwd, dir } = await prepare("nobody", "")
      const plan = await certfleet(["rollout", dir, "--dry-run", "--json"], cwd)
      expect(calls(cwd)).toEqual([])
      const { hooks: would } = JSON.parse(plan.stdout) as PlanJson
      const run = await certfleet(["rollout", dir, "--json"], cwd)
      expect({ status: run.status, stderr: run.stderr }).toMatchObject({ status: 0 })
      const wanted = ["downtime fleet", "drain prx01.example.edu", "enable prx01.example.edu", "over fleet"]
      expect(calls(cwd)).toEqual(wanted)
      expect(would.map((hook) => `${hook.hook} ${hook.for}`)).toEqual(wanted)
      const { runs } = JSON.parse(run.stdout) as RolloutJson
      expect(runs.flatMap((one) => one.hooks.map(({ hook, state }) => `${hook} ${state}`))).toEqual([
        ...["downtime ok", "drain ok", "enable ok", "over ok"],
      ])
      const seen = readFileSync(join(cwd, "seen-drain-"), "utf8")
      expect(seen).toContain(`CERTFLEET_HOOK_CERTIFICATE=${fingerprint(scene.renewed.cert)}`)
      expect(seen).toContain("CERTFLEET_HOOK_ROLES=proxy")
      expect(filesHolding(cwd, keyLine(scene.renewed.key))).toEqual(["new/commercial.key"])
    })

    it("see nothing of our environment that is not named", async () => {
      const { cwd, dir } = await prepare("nobody", "")
      const env = { PATH: process.env["PATH"], HOME: cwd, CA_API_KEY: "a secret of the tool" }
      await ended(spawn(process.execPath, [program, "rollout", dir], { cwd, env, stdio: "ignore" }))
      expect(calls(cwd)).toContain("drain prx01.example.edu")
      expect(filesHolding(cwd, "a secret of the tool")).toEqual([])
    })

    it.each([
      ["fails", "exited with 3: the balancer says no"],
      ["hangs", "did not end within 2 s"],
      ["is killed", "exited with 137"],
    ])("before the change, one that %s leaves every server as it was", async (fate, words) => {
      const { cwd, dir } = await prepare("downtime", fate, 2)
      const before = scene.trees()
      const { status, stderr } = await certfleet(["rollout", dir], cwd)
      expect(status).toBe(3)
      expect(stderr).toContain(`fleet: hook downtime ${words}`)
      expect(scene.trees()).toEqual(before)
      expect(calls(cwd)).toEqual(["downtime fleet", "undo of downtime fleet"])
      if (fate === "hangs")
        await expect.poll(() => isAlive(cwd), { timeout: 20_000, interval: 20 }).toBe(false)
    })

    it.each(["fails", "hangs", "is killed"])(
      "before a restart, one that %s puts everybody back",
      async (fate) => {
        const { cwd, dir } = await prepare("drain", fate, 2)
        const before = scene.trees()
        expect((await certfleet(["rollout", dir], cwd)).status).toBe(4)
        expect(scene.trees()).toEqual(before)
        expect(await allServe(scene.fleet.hosts, fingerprint(scene.old.cert))).toEqual([])
        expect(calls(cwd).filter((call) => call.startsWith("undo of "))).toEqual([
          "undo of drain prx01.example.edu",
          "undo of downtime fleet",
        ])
      },
    )

    it.each(["downtime", "drain"])(
      "end with certfleet when it is killed during %s; resumed, it runs again, and is taken back once by a rollback",
      async (victim) => {
        const { cwd, dir } = await killedDuring(victim)
        writeFileSync(join(cwd, "fate"), "")
        const resumed = await certfleet(["rollout", dir, "--resume"], cwd)
        expect({ status: resumed.status, stderr: resumed.stderr }).toMatchObject({ status: 0 })
        expect(calls(cwd).filter((call) => call.startsWith(victim))).toHaveLength(2)
        expect(calls(cwd).filter((call) => call.startsWith("undo of "))).toEqual([])
        expect(await allServe(scene.fleet.hosts, fingerprint(scene.renewed.cert))).toEqual([])
        for (const time of [1, 2]) {
          const back = await certfleet(["rollback", dir], cwd)
          expect({ time, status: back.status, stderr: back.stderr }).toMatchObject({ time, status: 0 })
          const undone = calls(cwd).filter((call) => call.startsWith("undo of "))
          expect(undone).toEqual(["undo of drain prx01.example.edu", "undo of downtime fleet"])
        }
      },
    )

    it.each(["downtime", "drain"])(
      "killed with certfleet during %s are taken back once by a rollback",
      async (victim) => {
        const { cwd, dir } = await killedDuring(victim)
        const before = scene.trees()
        const back = await certfleet(["rollback", dir], cwd)
        expect({ status: back.status, stderr: back.stderr }).toMatchObject({ status: 0 })
        expect(await allServe(scene.fleet.hosts, fingerprint(scene.old.cert))).toEqual([])
        if (victim === "downtime") expect(scene.trees()).toEqual(before)
        const undone = ["undo of drain prx01.example.edu", "undo of downtime fleet"]
        expect(calls(cwd).filter((call) => call.startsWith("undo of "))).toEqual(
          undone.slice(victim === "drain" ? 0 : 1),
        )
      },
    )

    /** A rollout that was killed, and its hook with it. */
    async function killedDuring(victim: string): Promise<{ cwd: string; dir: string }> {
      const { cwd, dir } = await prepare(victim, "hangs")
      const env = { PATH: process.env["PATH"], HOME: cwd }
      const child = spawn(process.execPath, [program, "rollout", dir], { cwd, env, stdio: "ignore" })
      const over = ended(child)
      await expect.poll(() => existsSync(join(cwd, "hanging")), { timeout: 60_000, interval: 20 }).toBe(true)
      expect(isAlive(cwd)).toBe(true)
      child.kill("SIGKILL")
      await over
      await expect.poll(() => isAlive(cwd), { timeout: 20_000, interval: 20 }).toBe(false)
      const journal = readdirSync(join(dir, "rollouts")).map((name) => join(dir, "rollouts", name))
      const events = readFileSync(journal[0] ?? "", "utf8").split("\n")
      const last = events.findLast((line) => line.includes('"type":"hook"'))
      expect(last).toMatch(new RegExp(`"hook":"${victim}".*"state":"started"`))
      return { cwd, dir }
    }
  },
)

function ended(child: ChildProcess): Promise<unknown> {
  return new Promise((resolve) => child.once("exit", resolve))
}

function calls(cwd: string): string[] {
  const file = join(cwd, "calls")
  return existsSync(file) ? readFileSync(file, "utf8").trim().split("\n") : []
}

/** Whether the hook that hangs still does. */
function isAlive(cwd: string): boolean {
  const pid = Number(readFileSync(join(cwd, "hanging"), "utf8"))
  try {
    process.kill(pid, 0)
    return !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, "utf8"))
  } catch {
    return false
  }
}
