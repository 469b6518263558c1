import { existsSync, readFileSync } from "node:fs"
import { rm } from "node:fs/promises"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { fingerprint } from "../probe/material.js"
import { allServe, certfleet } from "./certfleet.js"
import { type Stuck, sceneOf } from "./scene.js"
import { type SshdHostSpec, whyNot } from "./sshd.js"

const reason = whyNot()

const specs: readonly SshdHostSpec[] = [
  { name: "mbs01.example.edu", roles: ["mailbox"] },
  { name: "ldap01.example.edu", roles: ["ldap"], ldapMaster: true },
]

describe.skipIf(reason !== undefined)(
  `certfleet rollout to Zimbra before 8.7, whose zmcertmgr runs as root alone${reason === undefined ? "" : ` (skipped: ${reason})`}`,
  () => {
    const scene = sceneOf(specs)
    const makeOld = (): Promise<unknown> =>
      Promise.all(scene.fleet.hosts.map((host) => host.fault("release-8.6")))

    it("brings the new certificate to every port", async () => {
      await makeOld()
      const { cwd, dir } = await scene.prepare()
      const run = await certfleet(["rollout", dir], cwd)
      expect({ status: run.status, stderr: run.stderr }).toMatchObject({ status: 0 })
      expect(await allServe(scene.fleet.hosts, fingerprint(scene.renewed.cert))).toEqual([])
      for (const host of scene.fleet.hosts)
        expect((await scene.fleet.ssh(host, "root", "ls -d /var/lib/certfleet 2>/dev/null")).stdout).toBe("")
    })

    it("puts everything back byte for byte, owners included, when one deploy fails", async () => {
      await makeOld()
      await scene.host("mbs01").fault("deploycrt-fail")
      const { cwd, dir } = await scene.prepare()
      const before = scene.trees()
      const run = await certfleet(["rollout", dir], cwd)
      expect({ status: run.status, stderr: run.stderr }).toMatchObject({ status: 4 })
      expect(scene.trees()).toEqual(before)
      expect(await allServe(scene.fleet.hosts, fingerprint(scene.old.cert))).toEqual([])
    })

    it("puts each server's pair back into LDAP by a rollback, or says what root must run", async () => {
      await makeOld()
      const { cwd, dir } = await scene.prepare()
      const before = scene.trees()
      expect((await certfleet(["rollout", dir], cwd)).status).toBe(0)
      expect(readFileSync(join(scene.host("mbs01").home, "ldap/zimbraSSLPrivateKey"), "utf8")).toBe(
        scene.renewed.key,
      )
      await scene.host("mbs01").fault("ldap-down")
      const back = await certfleet(["rollback", dir, "--json"], cwd)
      expect(back.status, back.stdout + back.stderr).toBe(5)
      const { hosts } = JSON.parse(back.stdout) as { hosts: readonly Stuck[] }
      const stuck = hosts.filter(({ outcome }) => outcome === "stuck")
      expect(stuck.map(({ host, commandsAs }) => [host, commandsAs])).toEqual([["mbs01.example.edu", "root"]])
      await rm(join(scene.host("mbs01").home, ".fault/ldap-down"))
      await scene.byHand(stuck[0])
      expect(scene.trees()).toEqual(before)
      expect(await allServe(scene.fleet.hosts, fingerprint(scene.old.cert))).toEqual([])
    })

    it.each(["zimbra", "postmaster"].filter((user) => user === "zimbra" || existsSync("/usr/bin/sudo")))(
      "changes nobody where %s logs in, who may not become root, and says so",
      async (user) => {
        await makeOld()
        const { cwd, dir } = await scene.prepare({ user })
        const before = scene.trees()
        const run = await certfleet(["rollout", dir], cwd)
        expect(run.status).toBe(3)
        expect(run.stdout).toContain(`${user} may not become root by sudo`)
        expect(scene.trees()).toEqual(before)
      },
    )
  },
)
