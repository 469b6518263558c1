import { describe, expect, it } from "vitest"
import { fingerprint } from "../probe/material.js"
import { allServe, certfleet } from "./certfleet.js"
import type { CommandResult } from "./client.js"
import { sceneOf } from "./scene.js"
import { whyNot } from "./sshd.js"
import { zimbraScripts } from "./zimbraScripts.js"

const reason = zimbraScripts === undefined ? "CERTFLEET_ZIMBRA_SCRIPTS names no zm-core-utils" : whyNot()

describe.skipIf(reason !== undefined)(
  `Zimbra's own zmcertmgr, over real OpenSSH servers${reason === undefined ? "" : ` (skipped: ${reason})`}`,
  () => {
    const scene = sceneOf([
      { name: "mbs01.example.edu", roles: ["mailbox"] },
      { name: "ldap01.example.edu", roles: ["ldap"], ldapMaster: true },
      { name: "mx01.example.edu", roles: ["mta"] },
    ])
    const expectStatus = ({ status, stdout, stderr }: CommandResult, wanted: number): void =>
      expect({ status, said: stdout + stderr }).toMatchObject({ status: wanted })

    it("is rolled out by, and taken back from, byte for byte", async () => {
      const before = scene.trees()
      const { cwd, dir } = await scene.prepare()
      expectStatus(await certfleet(["rollout", dir], cwd), 0)
      expect(await allServe(scene.fleet.hosts, fingerprint(scene.renewed.cert))).toEqual([])
      expectStatus(await certfleet(["rollback", dir], cwd), 0)
      expect(scene.trees()).toEqual(before)
      expect(await allServe(scene.fleet.hosts, fingerprint(scene.old.cert))).toEqual([])
    })

    it("is put back on every server when one of them does not take up what it deployed", async () => {
      const before = scene.trees()
      await scene.host("mx01").fault("zmmtactl-noop")
      const { cwd, dir } = await scene.prepare({ probeTimeout: 2 })
      expectStatus(await certfleet(["rollout", dir], cwd), 4)
      expect(scene.trees()).toEqual(before)
      expect(await allServe(scene.fleet.hosts, fingerprint(scene.old.cert))).toEqual([])
    })
  },
)
