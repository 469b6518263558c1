import { appendFileSync, existsSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { fingerprint } from "../probe/material.js"
import { exportPlaybook, lint, type PlaybookRun, play, playLog, whyNoAnsible } from "./ansible.js"
import { allServe, everything, filesHolding, keyLine } from "./certfleet.js"
import { sceneOf } from "./scene.js"
import { type SshdHostSpec, whyNot } from "./sshd.js"
import { watchProcesses } from "./watchProcesses.js"

const reason = whyNot() ?? whyNoAnsible()

const specs: readonly SshdHostSpec[] = [
  ...[1, 2, 3, 4].map((at) => ({ name: `mbs0${at}.example.edu`, roles: ["mailbox"] as const })),
  { name: "ldap01.example.edu", roles: ["ldap"], ldapMaster: true },
  { name: "ldap02.example.edu", roles: ["ldap"] },
  ...[1, 2, 3].map((at) => ({ name: `prx0${at}.example.edu`, roles: ["proxy"] as const })),
  ...[1, 2, 3].map((at) => ({ name: `mx0${at}.example.edu`, roles: ["mta"] as const })),
]

/** Twelve servers at once, each task a Python of its own: slow where others work, too. */
const timeout = 400_000

describe.skipIf(reason !== undefined)(
  `an exported playbook, over real OpenSSH servers${reason === undefined ? "" : ` (skipped: ${reason})`}`,
  { timeout },
  () => {
    const scene = sceneOf(specs)

    const ends = ({ ends: told }: PlaybookRun): Record<string, number> => {
      const counts: Record<string, number> = {}
      for (const text of told.values()) {
        const [word = ""] = text.split(":")
        counts[word] = (counts[word] ?? 0) + 1
      }
      return counts
    }
    const counted = ({ recap }: PlaybookRun, what: string): Set<number | undefined> =>
      new Set([...recap.values()].map((counts) => counts[what]))
    /** As PEM, and as it goes over the wire. */
    const formsOf = (key: string): string[] => [
      keyLine(key),
      Buffer.from(key).toString("base64").slice(120, 180),
    ]
    const holding = (folder: string): string[] =>
      formsOf(scene.renewed.key).flatMap((text) => filesHolding(folder, text))

    it("has no findings by ansible-lint's production profile", async () => {
      const { cwd, dir } = await scene.prepare()
      const found = await lint(await exportPlaybook(cwd, dir))
      expect(found).toMatchObject({
        status: 0,
        stderr: expect.stringContaining("Passed with production profile"),
      })
    })

    it("looks first, then brings the certificate to every port, then finds nothing to change", async () => {
      const { cwd, dir } = await scene.prepare({ user: "postmaster" })
      // Users come to these by a further name.
      const members = specs.filter(({ roles }) => roles.includes("mailbox")).map(({ name }) => name)
      const farm = JSON.stringify({ name: "zimbra-web", names: ["mail.example.edu"], members })
      appendFileSync(join(cwd, "fleet.yaml"), `farms:\n  - ${farm}\n`)
      const playbook = await exportPlaybook(cwd, dir)
      const before = scene.fleet.hosts.map(everything)
      const look = await play(playbook, ["--check"])
      expect(look.status, look.stdout).toBe(0)
      expect(ends(look)).toEqual({ "would be changed": specs.length })
      expect(counted(look, "changed")).toEqual(new Set([1]))
      expect(scene.fleet.hosts.map(everything)).toEqual(before)

      const watched = formsOf(scene.renewed.key).map(watchProcesses)
      const run = await play(playbook, ["-vvv", "--diff"])
      const seen = watched.map((watch) => watch.stop())
      expect(run.status, run.stdout).toBe(0)
      expect(ends(run)).toEqual({ done: specs.length })
      expect(await allServe(scene.fleet.hosts, fingerprint(scene.renewed.cert))).toEqual([])
      expect(readFileSync(join(scene.host("ldap01").home, "ldap/zimbraSSLCertificate"), "utf8")).toContain(
        scene.renewed.cert,
      )
      expect(seen.flatMap(({ holding: found }) => found)).toEqual([])
      for (const form of formsOf(scene.renewed.key)) expect(run.stdout + run.stderr).not.toContain(form)
      const allowed =
        /^[^/]+\/opt\/zimbra\/(ssl\/zimbra\/commercial\/commercial\.key|conf\/\w+\.key|ldap\/zimbraSSLPrivateKey)$/
      expect(holding(scene.fleet.folder).length).toBeGreaterThan(specs.length)
      expect(holding(scene.fleet.folder).filter((path) => !allowed.test(path))).toEqual([])
      expect(holding(cwd)).toEqual(["new/commercial.key"])

      const after = scene.fleet.hosts.map(everything)
      const again = await play(playbook)
      expect(again.status, again.stdout).toBe(0)
      expect(ends(again)).toEqual({ unchanged: specs.length })
      expect(counted(again, "changed")).toEqual(new Set([0]))
      expect(scene.fleet.hosts.map(everything)).toEqual(after)
    })

    it("changes nobody when Zimbra refuses the certificate on one server", async () => {
      const { cwd, dir } = await scene.prepare()
      const before = scene.fleet.hosts.map(everything)
      await scene.host("mbs02").fault("verifycrt-fail")
      const run = await play(await exportPlaybook(cwd, dir))
      expect(run.status).toBe(2)
      expect(ends(run)).toEqual({ aborted: specs.length })
      expect(run.ends.get("mbs02.example.edu")).toContain("Unable to validate certificate chain")
      expect(counted(run, "changed")).toEqual(new Set([0]))
      expect(scene.fleet.hosts.map(everything)).toEqual(before)
      expect(holding(scene.fleet.folder)).toEqual([])
    })

    it("puts every server back byte for byte when one deploy fails", async () => {
      const { cwd, dir } = await scene.prepare({ user: "zimbra" })
      const before = scene.trees()
      await scene.host("mbs02").fault("deploycrt-fail")
      const run = await play(await exportPlaybook(cwd, dir))
      expect(run.status).toBe(2)
      expect(ends(run)).toEqual({ "rolled-back": specs.length })
      expect(run.ends.get("mbs02.example.edu")).toContain("failed to import certificate: keytool error")
      expect(scene.trees()).toEqual(before)
      expect(await allServe(scene.fleet.hosts, fingerprint(scene.old.cert))).toEqual([])
      expect(holding(scene.fleet.folder)).toEqual([])
    })

    it("changes nobody when a server cannot be reached or another could not be put back, and names both", async () => {
      const { cwd, dir } = await scene.prepare()
      const [lost, blocked] = [scene.host("mx03"), scene.host("mx02")]
      await scene.fleet.ssh(blocked, "root", "chown root: /opt/zimbra/conf/smtpd.crt")
      const before = scene.fleet.hosts.map(everything)
      await lost.powerOff()
      const run = await play(await exportPlaybook(cwd, dir))
      await lost.powerOn()
      expect(run.status).not.toBe(0)
      expect(ends(run)).toEqual({ aborted: specs.length - 1, lost: 1 })
      expect(run.ends.get("mx03.example.edu")).toMatch(/^lost/)
      expect(run.ends.get("mx02.example.edu")).toContain("could not be undone: read root:root 640")
      expect(scene.fleet.hosts.map(everything)).toEqual(before)
      expect(holding(scene.fleet.folder)).toEqual([])
    })

    it("puts back a server, too, that was lost in the middle of its deploy", async () => {
      const { cwd, dir } = await scene.prepare()
      const before = scene.trees()
      const lost = scene.host("mbs01")
      await lost.fault("slow", "1")
      const chosen = ["ldap01", "mbs01"].map((name) => `${name}.example.edu`)
      const running = play(await exportPlaybook(cwd, dir), ["--limit", chosen.join(",")])
      const until = (file: string, text: string): Promise<void> =>
        expect
          .poll(() => (existsSync(file) ? readFileSync(file, "utf8") : ""), {
            timeout: 120_000,
            interval: 50,
          })
          .toContain(text)
      await until(join(lost.home, "conf/imapd.crt"), scene.renewed.cert)
      await lost.powerOff()
      await until(join(cwd, playLog), "UNREACHABLE")
      await lost.powerOn()
      await lost.clearFaults()
      const run = await running
      expect(run.status).not.toBe(0)
      expect(ends(run)).toEqual({ "rolled-back": chosen.length })
      expect(scene.trees()).toEqual(before)
      expect(await allServe(scene.fleet.hosts, fingerprint(scene.old.cert))).toEqual([])
      expect(holding(scene.fleet.folder)).toEqual([])
    })

    it("restarts what it restarted once more when one server does not serve the certificate; --limit chooses", async () => {
      const { cwd, dir } = await scene.prepare({ probeTimeout: 2 })
      const before = scene.trees()
      await scene.host("prx01").fault("zmproxyctl-noop")
      const chosen = ["ldap02", "prx01", "mx01"].map((name) => `${name}.example.edu`)
      const run = await play(await exportPlaybook(cwd, dir), ["--limit", chosen.join(",")])
      await scene.host("prx01").clearFaults()
      expect(run.status).toBe(2)
      expect([...run.ends.keys()].sort()).toEqual([...chosen].sort())
      expect(ends(run)).toEqual({ "rolled-back": chosen.length })
      expect(run.ends.get("prx01.example.edu")).toMatch(/imaps on port \d+: serves another certificate/)
      expect(scene.trees()).toEqual(before)
      expect(await allServe(scene.fleet.hosts, fingerprint(scene.old.cert))).toEqual([])
    })
  },
)
