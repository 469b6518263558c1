import { existsSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import manifest from "../../package.json" with { type: "json" }
import { rolloutPage } from "../../src/report/page/rolloutPage.js"
import { fingerprint } from "../probe/material.js"
import { allServe, certfleet, filesHolding, keyLine } from "./certfleet.js"
import type { CommandResult } from "./client.js"
import { type Scene, sceneOf } from "./scene.js"
import { type SshdHost, type SshdHostSpec, whyNot } from "./sshd.js"
import { watchProcesses } from "./watchProcesses.js"

const reason = whyNot()

const specs: readonly SshdHostSpec[] = [
  { name: "mbs01.example.edu", roles: ["mailbox"] },
  { name: "mbs02.example.edu", roles: ["mailbox"] },
  { name: "ldap01.example.edu", roles: ["ldap"], ldapMaster: true },
  { name: "ldap02.example.edu", roles: ["ldap"] },
  { name: "prx01.example.edu", roles: ["proxy"] },
  { name: "mx01.example.edu", roles: ["mta"] },
]

describe.skipIf(reason !== undefined)(
  `certfleet rollout over real OpenSSH servers${reason === undefined ? "" : ` (skipped: ${reason})`}`,
  () => {
    const scene = sceneOf(specs)
    const host = (name: string): SshdHost => scene.host(name)
    const trees = (): Map<string, string>[] => scene.trees()
    const prepare: Scene["prepare"] = (...args) => scene.prepare(...args)

    const outcomes = ({ stdout }: CommandResult): Record<string, number> => {
      const { hosts } = JSON.parse(stdout) as { hosts: { outcome: string }[] }
      const counts: Record<string, number> = {}
      for (const { outcome } of hosts) counts[outcome] = (counts[outcome] ?? 0) + 1
      return counts
    }

    it("brings the new certificate to every port of every host, logged in as root", async () => {
      const { cwd, dir } = await prepare()
      expect(await allServe(scene.fleet.hosts, fingerprint(scene.old.cert))).toEqual([])
      const run = await certfleet(["rollout", dir, "--json"], cwd)
      expect({ status: run.status, stderr: run.stderr }).toMatchObject({ status: 0 })
      expect(outcomes(run)).toEqual({ done: specs.length })
      expect(await allServe(scene.fleet.hosts, fingerprint(scene.renewed.cert))).toEqual([])
      expect(readFileSync(join(host("ldap01").home, "ldap/zimbraSSLCertificate"), "utf8")).toContain(
        scene.renewed.cert,
      )
    })

    it("leaves key material nowhere but in the live files, the backup and LDAP's copy", async () => {
      const allowed =
        /^opt\/zimbra\/(ssl\/zimbra\/commercial\/commercial\.key|conf\/\w+\.key|ldap\/zimbraSSLPrivateKey|ssl\/certfleet\/[^/]+\/backup\.tar)$/
      const { cwd, dir } = await prepare()
      const watched = watchProcesses(keyLine(scene.renewed.key))
      const run = await certfleet(["rollout", dir, "--json", "--html", "page.html"], cwd)
      const seen = watched.stop()
      expect(run.status).toBe(0)
      expect(seen.looks).toBeGreaterThan(5)
      expect(seen.holding).toEqual([])
      for (const key of [scene.old.key, scene.renewed.key]) {
        const there = scene.fleet.hosts.flatMap((one) =>
          filesHolding(join(scene.fleet.folder, one.name), keyLine(key)),
        )
        expect(there.length).toBeGreaterThan(0)
        expect(there.filter((path) => !allowed.test(path))).toEqual([])
      }
      expect(filesHolding(cwd, keyLine(scene.renewed.key))).toEqual(["new/commercial.key"])
      expect(run.stdout + run.stderr).not.toContain(keyLine(scene.renewed.key))
      // What the page shows is what --json prints.
      const page = readFileSync(join(cwd, "page.html"), "utf8")
      expect(page).toBe(rolloutPage(JSON.parse(run.stdout), manifest.version))
      expect(page.match(/class="phase part2" x=/g)).toHaveLength(specs.length)
    })

    it.skipIf(!existsSync("/usr/bin/sudo"))(
      "does the same for an ordinary user with sudo (skipped without /usr/bin/sudo)",
      async () => {
        const { cwd, dir } = await prepare({ user: "postmaster" })
        expect(
          (await scene.fleet.ssh(host("mx01"), "postmaster", "id -un; cat /opt/zimbra/conf/nginx.key"))
            .stdout,
        ).toBe("postmaster\n")
        const run = await certfleet(["rollout", dir, "--json"], cwd)
        expect({ status: run.status, stderr: run.stderr }).toMatchObject({ status: 0 })
        expect(outcomes(run)).toEqual({ done: specs.length })
        expect(await allServe(scene.fleet.hosts, fingerprint(scene.renewed.cert))).toEqual([])
      },
    )

    it("finds nothing to do the second time", async () => {
      const { cwd, dir } = await prepare({}, scene.old)
      const before = trees()
      const run = await certfleet(["rollout", dir, "--json"], cwd)
      expect(run.status).toBe(0)
      expect(outcomes(run)).toEqual({ unchanged: specs.length })
      expect(trees()).toEqual(before)
    })

    it("puts every host back byte for byte when one deploy fails, logged in as zimbra", async () => {
      const { cwd, dir } = await prepare({ user: "zimbra" })
      const before = trees()
      await host("mbs02").fault("deploycrt-fail")
      const run = await certfleet(["rollout", dir, "--json"], cwd)
      expect(run.status).toBe(4)
      expect(outcomes(run)).toEqual({ "rolled-back": specs.length })
      expect(trees()).toEqual(before)
      expect(await allServe(scene.fleet.hosts, fingerprint(scene.old.cert))).toEqual([])
    })

    it("believes files and handshakes, not exit codes", async () => {
      const { cwd, dir } = await prepare({ user: "zimbra" })
      await host("ldap02").fault("deploycrt-exit1")
      await host("mx01").fault("deploycrt-exit1")
      const run = await certfleet(["rollout", dir, "--json"], cwd)
      expect(run.status).toBe(0)
      expect(outcomes(run)).toEqual({ done: specs.length })
      expect(await allServe(scene.fleet.hosts, fingerprint(scene.renewed.cert))).toEqual([])
    })

    it.each([
      ["deploycrt-exit0", "mx01"],
      ["disk-full", "mbs01"],
      ["zmproxyctl-noop", "prx01"],
    ])("restores all hosts after %s on %s", async (fault, on) => {
      const { cwd, dir } = await prepare({ probeTimeout: 8 })
      const before = trees()
      await host(on).fault(fault)
      const run = await certfleet(["rollout", dir, "--json"], cwd)
      await host(on).clearFaults()
      expect(run.status, run.stdout + run.stderr).toBe(4)
      expect(trees()).toEqual(before)
      expect(await allServe(scene.fleet.hosts, fingerprint(scene.old.cert))).toEqual([])
    })

    it("changes nobody when a host's key is unknown, and says how to fix it", async () => {
      const file = join(scene.work, "known_hosts.short")
      const lines = readFileSync(scene.fleet.knownHosts, "utf8").trimEnd().split("\n")
      writeFileSync(file, `${lines.slice(0, -2).join("\n")}\n`)
      await expectAborted(file, /mx01\.example\.edu.*\n?.*(ssh-keyscan|known_hosts)/)
    })

    it("changes nobody when a host shows another key than the known one", async () => {
      const file = join(scene.work, "known_hosts.changed")
      const lines = readFileSync(scene.fleet.knownHosts, "utf8").trimEnd().split("\n")
      const foreign = (lines[1] ?? "").split(" ").slice(1).join(" ")
      const changed = lines.map((line, at) =>
        at === lines.length - 1 ? `${line.split(" ")[0]} ${foreign}` : line,
      )
      writeFileSync(file, `${changed.join("\n")}\n`)
      await expectAborted(file, /host key/i)
    })

    async function expectAborted(knownHosts: string, message: RegExp): Promise<void> {
      const { cwd, dir } = await prepare({ knownHosts })
      const before = trees()
      const run = await certfleet(["rollout", dir], cwd)
      expect(run.status).toBe(3)
      expect(run.stdout + run.stderr).toMatch(message)
      expect(trees()).toEqual(before)
    }

    it.each([
      ["ssl/certfleet", "a folder"],
      ["conf/smtpd.crt", "a file"],
    ])("does not follow a symlink planted as %s into %s of root's", async (path) => {
      const { cwd, dir } = await prepare()
      const victim = host("mbs02")
      const setUp = await scene.fleet.ssh(
        victim,
        "root",
        `rm -rf /tmp/owned && mkdir -m 700 /tmp/owned && echo precious > /tmp/owned/file && rm -rf /opt/zimbra/${path} && cd /opt/zimbra && ln -s /tmp/owned${path.startsWith("conf") ? "/file" : ""} ${path} && chown -h zimbra: ${path}`,
      )
      expect(setUp.status).toBe(0)
      const run = await certfleet(["rollout", dir, "--json"], cwd)
      expect([3, 4]).toContain(run.status)
      const after = await scene.fleet.ssh(victim, "root", "ls -A /tmp/owned; cat /tmp/owned/file")
      expect(after.stdout).toBe("file\nprecious\n")
      expect(await allServe([victim], fingerprint(scene.old.cert))).toEqual([])
    })

    it("finishes after a reboot in the middle of deploycrt", async () => {
      const { cwd, dir } = await prepare()
      const rebooting = host("mbs01")
      await rebooting.fault("slow", "0.2")
      const running = certfleet(["rollout", dir, "--json"], cwd)
      await expect
        .poll(
          () => readFileSync(join(rebooting.home, "conf/imapd.crt"), "utf8").startsWith(scene.renewed.cert),
          {
            timeout: 30_000,
            interval: 20,
          },
        )
        .toBe(true)
      await rebooting.reboot()
      await rebooting.clearFaults()
      const run = await running
      expect(run.status).toBe(0)
      expect(outcomes(run)).toEqual({ done: specs.length })
      expect(await allServe(scene.fleet.hosts, fingerprint(scene.renewed.cert))).toEqual([])
    })
  },
)
