import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { fingerprint } from "../probe/material.js"
import { allServe, certfleet, keyLine } from "./certfleet.js"
import { type Stuck, sceneOf } from "./scene.js"
import { whyNot } from "./sshd.js"

const reason = whyNot()

describe.skipIf(reason !== undefined)(
  `LDAP in a rollout over real OpenSSH servers${reason === undefined ? "" : ` (skipped: ${reason})`}`,
  () => {
    const scene = sceneOf([
      { name: "mbs01.example.edu", roles: ["mailbox"] },
      { name: "ldap01.example.edu", roles: ["ldap"], ldapMaster: true },
      { name: "prx01.example.edu", roles: ["proxy"] },
    ])
    const copy = (): string =>
      readFileSync(join(scene.host("ldap01").home, "ldap/zimbraSSLCertificate"), "utf8")

    it("that does not come back stops everything, and certfleet rollback ends it once it can", async () => {
      const { cwd, dir } = await scene.prepare({ probeTimeout: 3 })
      const before = scene.trees()
      await scene.host("ldap01").fault("ldap-stays-down")
      const run = await certfleet(["rollout", dir, "--max-failures", "2"], cwd)
      expect(run.status, run.stdout + run.stderr).toBe(5)
      expect(run.stdout).toMatch(/^ldap01\.example\.edu +stuck /m)
      expect(run.stdout.match(/ rolled-back /g)).toHaveLength(2)
      expect(run.stdout).toContain("On ldap01.example.edu, as zimbra, to bring the old certificate back:")
      const others = [scene.host("mbs01"), scene.host("prx01")]
      expect(await allServe(others, fingerprint(scene.old.cert))).toEqual([])
      await scene.host("ldap01").clearFaults()
      const back = await certfleet(["rollback", dir], cwd)
      expect(back.status, back.stdout + back.stderr).toBe(0)
      expect(scene.trees()).toEqual(before)
      expect(copy()).toContain(scene.old.cert)
      expect(await allServe(scene.fleet.hosts, fingerprint(scene.old.cert))).toEqual([])
    })

    it("that does not take the old pair back needs a human, whose commands bring it back", async () => {
      const { cwd, dir } = await scene.prepare()
      const before = scene.trees()
      expect((await certfleet(["rollout", dir], cwd)).status).toBe(0)
      await scene.host("ldap01").fault("ldap-down")
      const back = await certfleet(["rollback", dir, "--json"], cwd)
      expect(back.status, back.stdout + back.stderr).toBe(5)
      const { hosts } = JSON.parse(back.stdout) as { hosts: readonly Stuck[] }
      const [stuck, ...more] = hosts.filter(({ outcome }) => outcome === "stuck")
      expect([stuck?.host, stuck?.commandsAs, more]).toEqual(["ldap01.example.edu", "zimbra", []])
      expect(stuck?.reason).toMatch(/services are back, but not LDAP: LDAP holds another certificate or key/)
      expect(copy()).toContain(scene.renewed.cert)
      await scene.host("ldap01").clearFaults()
      await scene.byHand(stuck)
      expect(copy()).toContain(scene.old.cert)
      expect(scene.trees()).toEqual(before)
    })

    it("that holds another pair than the files is put right by a rollout that finds all else in place", async () => {
      const { cwd, dir } = await scene.prepare()
      expect((await certfleet(["rollout", dir], cwd)).status).toBe(0)
      await scene.host("ldap01").put("ldap/zimbraSSLPrivateKey", scene.old.key)
      const run = await certfleet(["rollout", dir], cwd)
      expect(run.status, run.stdout + run.stderr).toBe(0)
      expect(run.stdout).toMatch(/^ldap01\.example\.edu +done /m)
      expect(run.stdout.match(/ unchanged /g)).toHaveLength(2)
      expect(readFileSync(join(scene.host("ldap01").home, "ldap/zimbraSSLPrivateKey"), "utf8")).toBe(
        scene.renewed.key,
      )
    })

    it("that cannot be read stops the rollout before it begins, and never shows a key", async () => {
      const { cwd, dir } = await scene.prepare()
      const before = scene.trees()
      await scene.host("ldap01").fault("ldap-unreadable")
      const run = await certfleet(["rollout", dir], cwd)
      expect(run.status, run.stdout + run.stderr).toBe(3)
      expect(run.stdout).toMatch(
        /ldap01.*LDAP's copy .* cannot be read \(.*unable to connect.*rollout\.localOnly/,
      )
      expect(scene.trees()).toEqual(before)
      const journal = readdirSync(join(dir, "rollouts")).map((name) =>
        readFileSync(join(dir, "rollouts", name), "utf8"),
      )
      for (const text of [run.stdout, run.stderr, ...journal])
        for (const { key } of [scene.old, scene.renewed]) expect(text).not.toContain(keyLine(key))
    })

    it("that takes no writes is told of, although every port serves the new certificate", async () => {
      const { cwd, dir } = await scene.prepare()
      await scene.host("ldap01").fault("ldap-down")
      const run = await certfleet(["rollout", dir], cwd)
      expect(run.status, run.stdout + run.stderr).toBe(1)
      expect(run.stdout).toMatch(/ldap01\.example\.edu: .*LDAP may hold another certificate/)
      expect(copy()).toContain(scene.old.cert)
      expect(await allServe(scene.fleet.hosts, fingerprint(scene.renewed.cert))).toEqual([])
    })
  },
)
