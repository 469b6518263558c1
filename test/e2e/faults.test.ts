import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { beforeAll, describe, expect, it } from "vitest"
import { fingerprint, newCa, type Served, served } from "../probe/material.js"
import { allServe, certfleet, type FleetFileOptions } from "./certfleet.js"
import { zimbraId } from "./hostUsers.js"
import { sceneOf } from "./scene.js"
import { type SshdHost, whyNot } from "./sshd.js"

const reason = whyNot()
const ours = "/opt/zimbra/ssl/certfleet"

describe.skipIf(reason !== undefined)(
  `a rollout over real OpenSSH servers${reason === undefined ? "" : ` (skipped: ${reason})`}`,
  () => {
    const scene = sceneOf([
      { name: "mbs01.example.edu", roles: ["mailbox"] },
      { name: "prx01.example.edu", roles: ["proxy"] },
      { name: "mx01.example.edu", roles: ["mta"] },
    ])
    let mailbox: SshdHost
    beforeAll(() => {
      mailbox = scene.host("mbs01")
    })

    interface Run {
      readonly status: number | null
      readonly outcomes: Readonly<Record<string, string>>
      readonly said: string
    }

    /** Rolls out; `meanwhile` is done while that runs. */
    async function rollout(
      options: FleetFileOptions = {},
      meanwhile?: () => Promise<void>,
      pair?: Served,
      ...more: readonly string[]
    ): Promise<Run> {
      const { cwd, dir } = await scene.prepare(options, pair)
      const running = certfleet(["rollout", dir, "--json", ...more], cwd)
      await meanwhile?.()
      const { status, stdout, stderr } = await running
      const { hosts } = JSON.parse(stdout) as { hosts: { host: string; outcome: string }[] }
      const outcomes = Object.fromEntries(hosts.map(({ host, outcome }) => [host.split(".")[0], outcome]))
      return { status, outcomes, said: `${stdout}${stderr}` }
    }

    const all = (outcome: string): Record<string, string> => ({
      mbs01: outcome,
      prx01: outcome,
      mx01: outcome,
    })
    const asRoot = async (command: string): Promise<string> => {
      const { status, stdout, stderr } = await scene.fleet.ssh(mailbox, "root", command)
      expect({ status, stderr }).toEqual({ status: 0, stderr: "" })
      return stdout
    }
    const deploying = (): Promise<void> =>
      expect
        .poll(
          () => readFileSync(join(mailbox.home, "conf/imapd.crt"), "utf8").startsWith(scene.renewed.cert),
          {
            timeout: 30_000,
            interval: 20,
          },
        )
        .toBe(true)

    it("ends a deploycrt that hangs, and only then restores", async () => {
      const before = scene.trees()
      await mailbox.fault("deploycrt-hang")
      const run = await rollout({ stepTimeout: 4 })
      expect(run).toMatchObject({ status: 4, outcomes: all("rolled-back") })
      expect(run.said).toMatch(/deploycrt did not end within 4 s/)
      const left = await scene.fleet.ssh(mailbox, "root", "cat /proc/[0-9]*/cmdline | tr '\\0' ' '")
      expect(left.stdout).not.toMatch(/deploycrt|sleep 3600/)
      expect(scene.trees()).toEqual(before)
      expect(await allServe(scene.fleet.hosts, fingerprint(scene.old.cert))).toEqual([])
    })

    it("goes on with the same deploycrt after the connection to its host broke", async () => {
      await mailbox.fault("slow", "0.2")
      const run = await rollout({}, async () => {
        await deploying()
        // Every SSH session, this one included, as when a router loses its state; what runs detached goes on.
        await scene.fleet.ssh(
          mailbox,
          "root",
          "cd /proc && for pid in [0-9]*; do grep -aq '^sshd: root' $pid/cmdline && kill -KILL $pid; done",
        )
      })
      expect(run).toMatchObject({ status: 0, outcomes: all("done") })
      expect(await allServe(scene.fleet.hosts, fingerprint(scene.renewed.cert))).toEqual([])
      expect(startsOfDeploy(mailbox)).toEqual(["deploycrt.started"])
    })

    it("changes nobody while a host refuses the connection", async () => {
      const before = scene.trees()
      await mailbox.powerOff()
      try {
        const run = await rollout({ connectTimeout: 2 })
        expect(run).toMatchObject({ status: 3, outcomes: all("aborted") })
        expect(run.said).toMatch(/mbs01\.example\.edu: connect failed: .* refuses the connection/)
        expect(scene.trees()).toEqual(before)
      } finally {
        await mailbox.powerOn()
      }
    })

    it.each([
      ["staging", "4k"],
      ["backup", "28k"],
    ])("changes nobody when the disk is full at the %s", async (_, size) => {
      const before = scene.trees()
      await asRoot(
        `mkdir -p ${ours} && mount -t tmpfs -o size=${size},mode=700,uid=${zimbraId} tmpfs ${ours}`,
      )
      try {
        const run = await rollout()
        expect(run).toMatchObject({ status: 3, outcomes: all("aborted") })
        expect(run.said).toMatch(/No space left on device|Wrote only/)
        expect(await asRoot(`ls -A ${ours}`)).toBe("")
      } finally {
        await asRoot(`umount -l ${ours} && rmdir ${ours}`)
      }
      expect(scene.trees()).toEqual(before)
    })

    it("tells why a backup could not be restored where the disk takes not even the reason", async () => {
      await asRoot(`mkdir -p ${ours} && mount -t tmpfs -o size=400k,mode=700,uid=${zimbraId} tmpfs ${ours}`)
      await mailbox.fault("slow", "0.1")
      await mailbox.fault("deploycrt-fail")
      try {
        const run = await rollout({}, async () => {
          await deploying()
          await asRoot(`cat /dev/zero > ${ours}/filler 2>/dev/null; true`)
        })
        expect(run).toMatchObject({ status: 5, outcomes: { mbs01: "stuck", prx01: "rolled-back" } })
        expect(run.said).toMatch(/the backup could not be restored: .*No space left on device/)
      } finally {
        await asRoot(`umount -l ${ours} && rmdir ${ours}`)
      }
    })

    it("tells what a service said that did not start", async () => {
      await scene.host("mx01").fault("zmmtactl-fail")
      const run = await rollout({ probeTimeout: 2 }, undefined, undefined, "--restart", "full")
      expect(run).toMatchObject({ status: 4, outcomes: all("rolled-back") })
      expect(run.said).toMatch(
        /"reason": "[^"]*another certificate[^"]*; restart-all exited 1: restart smtpd\.\.\.failed\."/,
      )
    })

    it("restores a host whose disk is full in the middle of deploycrt", async () => {
      const conf = "/opt/zimbra/conf"
      // With so many names that no file of it fits where one of the old ones was.
      const names = Array.from({ length: 400 }, (_, at) => `mail${at}.example.edu`)
      const large = await served(await newCa(Date.now), ["mail.example.edu", "*.example.edu", ...names])
      const look = `cd ${conf} && find . ! -name filler ! -name . -printf '%p %m %u %s\\n' | sort; find . -type f ! -name filler | sort | xargs sha256sum`
      await asRoot(
        `cp -a ${conf} /tmp/conf && mount -t tmpfs -o size=400k,mode=755,uid=${zimbraId} tmpfs ${conf} && cp -a /tmp/conf/. ${conf}/ && rm -r /tmp/conf`,
      )
      const before = await asRoot(look)
      await asRoot(`cat /dev/zero > ${conf}/filler 2>/dev/null; true`)
      try {
        const run = await rollout({}, undefined, large)
        expect(run).toMatchObject({ status: 4, outcomes: all("rolled-back") })
        expect(run.said).toMatch(/deploycrt.*left \d+ files old.*No space left on device/)
        expect(await asRoot(look)).toBe(before)
        expect(await allServe(scene.fleet.hosts, fingerprint(scene.old.cert))).toEqual([])
      } finally {
        await asRoot(`umount -l ${conf}`)
      }
    })
  },
)

/** Every start of deploycrt that the last rollout left on a host. */
function startsOfDeploy({ home }: SshdHost): string[] {
  const folder = join(home, "ssl/certfleet")
  return readdirSync(folder)
    .filter((name) => /^\d{8}T/.test(name))
    .flatMap((name) => readdirSync(join(folder, name)))
    .filter((name) => /^deploycrt.*\.started$/.test(name))
}
