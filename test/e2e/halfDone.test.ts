import { describe, expect, it } from "vitest"
import { fingerprint } from "../probe/material.js"
import { allServe, certfleet } from "./certfleet.js"
import type { CommandResult } from "./client.js"
import { sceneOf } from "./scene.js"
import { whyNot } from "./sshd.js"

const reason = whyNot()

describe.skipIf(reason !== undefined)(
  `a server that is half done before a rollout, over real OpenSSH servers${reason === undefined ? "" : ` (skipped: ${reason})`}`,
  () => {
    const scene = sceneOf([
      { name: "mbs01.example.edu", roles: ["mailbox"] },
      { name: "prx01.example.edu", roles: ["proxy"] },
      { name: "mx01.example.edu", roles: ["mta"] },
    ])

    /** As by hand: the new files are deployed, nothing is restarted. */
    async function deployByHand(): Promise<void> {
      const mx = scene.host("mx01")
      const { key, cert, chain } = scene.renewed
      for (const [name, text] of Object.entries({ key, crt: cert, ca: chain }))
        await mx.put(`by-hand/${name}`, text)
      await mx.put("ssl/zimbra/commercial/commercial.key", key)
      await zimbra("/opt/zimbra/bin/zmcertmgr deploycrt comm ~/by-hand/crt ~/by-hand/ca && rm -r ~/by-hand/*")
    }

    async function zimbra(command: string): Promise<void> {
      const { status, stdout, stderr } = await scene.fleet.ssh(scene.host("mx01"), "zimbra", command)
      expect({ command, status, said: stdout + stderr }).toMatchObject({ status: 0 })
    }

    const expectStatus = ({ status, stdout, stderr }: CommandResult, wanted: number): void =>
      expect({ status, said: stdout + stderr }).toMatchObject({ status: wanted })

    const serving = (name: string, wanted: "old" | "renewed"): Promise<string[]> =>
      allServe([scene.host(name)], fingerprint(scene[wanted].cert))

    it("is refused with both facts, and what to do works", async () => {
      await deployByHand()
      const before = scene.trees()
      const { cwd, dir } = await scene.prepare()
      const refused = await certfleet(["rollout", dir], cwd)
      expectStatus(refused, 3)
      expect(refused.stdout).toMatch(
        /mx01\.example\.edu: it is half done: smtp:\d+, .* serve certificate [0-9a-f]{16}…, while conf\/smtpd\.crt holds [0-9a-f]{16}….*zmcontrol restart as zimbra.*--allow-half-done/,
      )
      expect(scene.trees()).toEqual(before)
      await zimbra("/opt/zimbra/bin/zmcontrol restart")
      expectStatus(await certfleet(["rollout", dir], cwd), 0)
      expect(await allServe(scene.fleet.hosts, fingerprint(scene.renewed.cert))).toEqual([])
    })

    it("is let through by --allow-half-done with a warning; a rollback says what it cannot bring back", async () => {
      await deployByHand()
      const before = scene.trees()
      const { cwd, dir } = await scene.prepare()
      const run = await certfleet(["rollout", dir, "--allow-half-done"], cwd)
      expectStatus(run, 0)
      expect(run.stderr).toMatch(/mx01\.example\.edu: warning: it is half done: .*files as found/)
      const refused = await certfleet(["rollback", dir], cwd)
      expectStatus(refused, 3)
      expect(refused.stdout).toMatch(
        /mx01\.example\.edu: the server was half done before that rollout: .*--force/,
      )
      expect(await allServe(scene.fleet.hosts, fingerprint(scene.renewed.cert))).toEqual([])
      expectStatus(await certfleet(["rollback", dir, "--force"], cwd), 0)
      expect(scene.trees()).toEqual(before)
      expect([await serving("mbs01", "old"), await serving("mx01", "renewed")]).toEqual([[], []])
    })

    it("serves on what it served when it is called back before its services were touched", async () => {
      await deployByHand()
      const before = scene.trees()
      await scene.host("prx01").fault("deploycrt-fail")
      const { cwd, dir } = await scene.prepare()
      expectStatus(await certfleet(["rollout", dir, "--allow-half-done"], cwd), 4)
      expect(scene.trees()).toEqual(before)
      expect(await allServe(scene.fleet.hosts, fingerprint(scene.old.cert))).toEqual([])
    })

    it("needs a human when it is called back later: what it served is gone, and nobody says otherwise", async () => {
      await deployByHand()
      const before = scene.trees()
      await scene.host("prx01").fault("zmproxyctl-noop")
      const { cwd, dir } = await scene.prepare({ probeTimeout: 2 })
      const run = await certfleet(["rollout", dir, "--allow-half-done"], cwd)
      expectStatus(run, 5)
      expect(run.stdout).toMatch(/^mx01\.example\.edu +stuck /m)
      expect(run.stdout).toMatch(/it was half done before the rollout: .* not to be had any more/)
      expect(scene.trees()).toEqual(before)
      expect([await serving("mbs01", "old"), await serving("mx01", "renewed")]).toEqual([[], []])
    })
  },
)
