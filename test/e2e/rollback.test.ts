import { readdirSync, readFileSync, writeFileSync } from "node:fs"
import { rename, rm } from "node:fs/promises"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { fingerprint } from "../probe/material.js"
import { allServe, certfleet, deliveryFolder } from "./certfleet.js"
import type { CommandResult } from "./client.js"
import { sceneOf } from "./scene.js"
import { type SshdHostSpec, whyNot } from "./sshd.js"

const reason = whyNot()

const specs: readonly SshdHostSpec[] = [
  { name: "mbs01.example.edu", roles: ["mailbox"] },
  { name: "ldap01.example.edu", roles: ["ldap"], ldapMaster: true },
  { name: "prx01.example.edu", roles: ["proxy"] },
  { name: "mx01.example.edu", roles: ["mta"] },
]

interface Result {
  readonly hosts: readonly { host: string; outcome: string; commands?: readonly string[] }[]
}

describe.skipIf(reason !== undefined)(
  `certfleet rollback over real OpenSSH servers${reason === undefined ? "" : ` (skipped: ${reason})`}`,
  () => {
    const scene = sceneOf(specs)
    const outcomes = ({ stdout }: CommandResult): Record<string, string> =>
      Object.fromEntries((JSON.parse(stdout) as Result).hosts.map(({ host, outcome }) => [host, outcome]))

    it("needs the journal alone: first one server, then all are byte for byte as before", async () => {
      const { cwd, dir } = await scene.prepare()
      const before = scene.trees()
      expect((await certfleet(["rollout", dir], cwd)).status).toBe(0)
      for (const file of readdirSync(dir).filter((name) => name !== "rollouts")) await rm(join(dir, file))
      const [mailbox, ...others] = scene.fleet.hosts
      if (mailbox === undefined) throw new Error("no mailbox")

      const one = await certfleet(["rollback", dir, "--limit", "mbs01", "--json"], cwd)
      expect({ status: one.status, stderr: one.stderr }).toMatchObject({ status: 0 })
      expect(outcomes(one)).toEqual({ "mbs01.example.edu": "rolled-back" })
      expect(await allServe([mailbox], fingerprint(scene.old.cert))).toEqual([])
      expect(await allServe(others, fingerprint(scene.renewed.cert))).toEqual([])

      const fleetFile = readFileSync(join(cwd, "fleet.yaml"), "utf8")
      writeFileSync(join(cwd, "fleet.yaml"), fleetFile.replace(/^ {2}- .*"mx01.*\n/m, ""))
      const forgotten = await certfleet(["rollback", dir], cwd)
      expect([forgotten.status, forgotten.stderr]).toEqual([2, expect.stringContaining("mx01.example.edu")])
      writeFileSync(join(cwd, "fleet.yaml"), fleetFile)

      const all = await certfleet(["rollback", dir, "--json"], cwd)
      expect({ status: all.status, stderr: all.stderr }).toMatchObject({ status: 0 })
      expect(new Set(Object.values(outcomes(all)))).toEqual(new Set(["rolled-back"]))
      expect(await allServe(scene.fleet.hosts, fingerprint(scene.old.cert))).toEqual([])
      expect(scene.trees()).toEqual(before)
    })

    it("leaves a server alone that another rollout holds, and says who", async () => {
      const { cwd, dir } = await scene.prepare()
      expect((await certfleet(["rollout", dir], cwd)).status).toBe(0)
      const held = scene.host("mx01")
      await held.put("ssl/certfleet/lock/holder", "20261124T000000Z-ffffff\nroot@elsewhere\n")
      const run = await certfleet(["rollback", dir, "--limit", "mx01"], cwd)
      expect(run.status).toBe(3)
      expect(run.stdout).toMatch(/aborted.*\n\nmx01\.example\.edu: another rollout holds .*root@elsewhere/)
      expect(await allServe([held], fingerprint(scene.renewed.cert))).toEqual([])
      expect((await certfleet(["rollback", dir, "--limit", "mx01", "--break-lock"], cwd)).status).toBe(0)
      expect(await allServe([held], fingerprint(scene.old.cert))).toEqual([])
      expect(readdirSync(join(held.home, "ssl/certfleet")).filter((name) => name === "lock")).toEqual([])
    })

    it("takes the newest rollout unless told which, whatever was imported since", async () => {
      const { cwd, dir } = await scene.prepare()
      const parent = join(cwd, "certificates/mail.example.edu")
      await deliveryFolder(join(parent, "2026-11-24"), scene.renewed)
      await rename(dir, join(parent, "2026-11-23"))
      expect((await certfleet(["rollout", join(parent, "2026-11-23")], cwd)).status).toBe(0)
      const run = await certfleet(["rollback", "--json"], cwd)
      expect({ status: run.status, stderr: run.stderr }).toMatchObject({ status: 0 })
      expect(await allServe(scene.fleet.hosts, fingerprint(scene.old.cert))).toEqual([])
    })

    it("tells the commands for a server that it cannot put right, and they do", async () => {
      const { cwd, dir } = await scene.prepare({ probeTimeout: 2 })
      const before = scene.trees()
      expect((await certfleet(["rollout", dir], cwd)).status).toBe(0)
      const stubborn = scene.host("mx01")
      await stubborn.fault("zmmtactl-noop")

      const run = await certfleet(["rollback", dir, "--json"], cwd)
      expect(run.status).toBe(5)
      const stuck = (JSON.parse(run.stdout) as Result).hosts.filter(({ commands }) => commands !== undefined)
      expect(stuck.map(({ host, outcome }) => [host, outcome])).toEqual([[stubborn.name, "stuck"]])

      await stubborn.clearFaults()
      for (const command of stuck[0]?.commands ?? []) {
        const { status, stderr } = await scene.fleet.ssh(stubborn, "zimbra", command)
        expect({ command, status, stderr }).toMatchObject({ status: 0 })
      }
      expect(await allServe(scene.fleet.hosts, fingerprint(scene.old.cert))).toEqual([])
      expect(scene.trees()).toEqual(before)
    })
  },
)
