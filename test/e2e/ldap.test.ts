import { readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { fingerprint } from "../probe/material.js"
import { allServe, certfleet } from "./certfleet.js"
import { sceneOf } from "./scene.js"
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
