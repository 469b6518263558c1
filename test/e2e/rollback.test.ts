import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs"
import { rename, rm } from "node:fs/promises"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { fingerprint } from "../probe/material.js"
import { allServe, certfleet, deliveryFolder, everything } from "./certfleet.js"
import type { CommandResult } from "./client.js"
import { type Stuck, sceneOf } from "./scene.js"
import { type SshdHostSpec, whyNot } from "./sshd.js"

const reason = whyNot()

const specs: readonly SshdHostSpec[] = [
  { name: "mbs01.example.edu", roles: ["mailbox"] },
  { name: "ldap01.example.edu", roles: ["ldap"], ldapMaster: true },
  { name: "prx01.example.edu", roles: ["proxy"] },
  { name: "mx01.example.edu", roles: ["mta"] },
]

interface Result {
  readonly hosts: readonly Stuck[]
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
      const rest = { "ldap01.example.edu": "rolled-back", "prx01.example.edu": "rolled-back" }
      const wanted = { "mbs01.example.edu": "unchanged", "mx01.example.edu": "rolled-back", ...rest }
      expect(outcomes(all)).toEqual(wanted)
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

    /** What is on the servers, certfleet's own files as well. */
    const whole = (): string[][] => scene.fleet.hosts.map(everything)

    it("of an older rollout is refused on all servers while they hold a newer certificate; --force does it", async () => {
      const { cwd, dir } = await scene.prepare()
      expect((await certfleet(["rollout", dir], cwd)).status).toBe(0)
      const newer = await scene.issue()
      const later = await deliveryFolder(join(cwd, "newer"), newer)
      expect((await certfleet(["rollout", later], cwd)).status).toBe(0)
      const before = whole()
      const refused = await certfleet(["rollback", dir], cwd)
      expect(refused.status, refused.stdout + refused.stderr).toBe(3)
      expect(refused.stdout.match(/ aborted /g)).toHaveLength(specs.length)
      expect(refused.stdout).toMatch(/did not leave .*commercial.* so: changed since \(rollout .*--force/)
      expect(whole()).toEqual(before)
      expect(await allServe(scene.fleet.hosts, fingerprint(newer.cert))).toEqual([])
      const forced = await certfleet(["rollback", dir, "--force"], cwd)
      expect(forced.status, forced.stdout + forced.stderr).toBe(0)
      expect(await allServe(scene.fleet.hosts, fingerprint(scene.old.cert))).toEqual([])
    })

    it("to a certificate that has expired wants --force", async () => {
      const expired = await scene.issue({ from: -100, until: -1 })
      await scene.serve(expired)
      const before = scene.trees()
      const { cwd, dir } = await scene.prepare()
      expect((await certfleet(["rollout", dir], cwd)).status).toBe(0)
      const refused = await certfleet(["rollback", dir], cwd)
      expect(refused.status, refused.stdout + refused.stderr).toBe(3)
      expect(refused.stdout).toMatch(
        /would come back expired on \d{4}-\d\d-\d\d: mail\.example\.edu, valid from/,
      )
      expect(await allServe(scene.fleet.hosts, fingerprint(scene.renewed.cert))).toEqual([])
      const forced = await certfleet(["rollback", dir, "--force"], cwd)
      expect(forced.status, forced.stdout + forced.stderr).toBe(0)
      expect(await allServe(scene.fleet.hosts, fingerprint(expired.cert))).toEqual([])
      expect(scene.trees()).toEqual(before)
    })

    it("changes nobody while one server's backup is gone, and keeps no lock that would split the fleet later", async () => {
      const { cwd, dir } = await scene.prepare()
      expect((await certfleet(["rollout", dir], cwd)).status).toBe(0)
      const backups = join(scene.host("mx01").home, "ssl/certfleet")
      for (const name of readdirSync(backups)) await rm(join(backups, name), { recursive: true })
      const before = whole()
      const refused = await certfleet(["rollback", dir], cwd)
      expect(refused.status, refused.stdout + refused.stderr).toBe(3)
      expect(refused.stdout).toMatch(/mx01\.example\.edu: this rollout's backup is no longer on the server/)
      expect(whole()).toEqual(before)
      const limit = ["--limit", "mbs01,ldap01", "--limit", "prx01"]
      const others = await certfleet(["rollback", dir, ...limit, "--json"], cwd)
      expect(others.status, others.stdout + others.stderr).toBe(0)
      expect(new Set(Object.values(outcomes(others)))).toEqual(new Set(["rolled-back"]))
    })

    it("that is done already changes nothing", async () => {
      const { cwd, dir } = await scene.prepare()
      expect((await certfleet(["rollout", dir], cwd)).status).toBe(0)
      const first = await certfleet(["rollback", dir], cwd)
      expect(first.status).toBe(0)
      expect(first.stdout).toMatch(/old certificate: mail\.example\.edu, valid from \d{4}-\d\d-\d\d to/)
      const before = whole()
      const again = await certfleet(["rollback", dir, "--json"], cwd)
      expect(again.status, again.stdout + again.stderr).toBe(0)
      expect(new Set(Object.values(outcomes(again)))).toEqual(new Set(["unchanged"]))
      expect(again.stderr).toContain("has and serves again what it had before the rollout")
      expect(whole()).toEqual(before)
    })

    it.skipIf(!existsSync("/usr/bin/sudo"))(
      "leaves nobody stuck where sudo refuses: nothing was tried",
      async () => {
        const { cwd, dir } = await scene.prepare({ user: "postmaster" })
        expect((await certfleet(["rollout", dir], cwd)).status).toBe(0)
        const rule = "echo 'postmaster ALL=(zimbra) ALL' > /etc/sudoers.d/postmaster"
        const allow = "echo 'postmaster ALL=(zimbra) NOPASSWD: ALL' > /etc/sudoers.d/postmaster"
        await scene.fleet.ssh(scene.host("mx01"), "root", rule)
        const before = whole()
        try {
          const refused = await certfleet(["rollback", dir], cwd)
          expect(refused.status, refused.stdout + refused.stderr).toBe(3)
          expect(refused.stdout).toMatch(/mx01\.example\.edu: postmaster may not become zimbra by sudo/)
          expect(whole()).toEqual(before)
        } finally {
          await scene.fleet.ssh(scene.host("mx01"), "root", allow)
        }
        expect((await certfleet(["rollback", dir], cwd)).status).toBe(0)
      },
    )

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
      await scene.byHand(stuck[0])
      expect(await allServe(scene.fleet.hosts, fingerprint(scene.old.cert))).toEqual([])
      expect(scene.trees()).toEqual(before)
    })
  },
)
