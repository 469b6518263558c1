import { existsSync } from "node:fs"
import { describe, expect, it } from "vitest"
import { fingerprint } from "../probe/material.js"
import { allServe, certfleet } from "./certfleet.js"
import { sceneOf } from "./scene.js"
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
