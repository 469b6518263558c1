import { randomBytes } from "node:crypto"
import { existsSync, readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest"
import { fingerprint, newCa, type Served, served } from "../probe/material.js"
import { servedFingerprint } from "./client.js"
import { type SshdFleet, type SshdHost, startSshdFleet, whyNot } from "./sshd.js"

const reason = whyNot()
const commercial = "ssl/zimbra/commercial"

describe.skipIf(reason !== undefined)(
  `the stand-in hosts${reason === undefined ? "" : ` (skipped: ${reason})`}`,
  () => {
    let fleet: SshdFleet
    let old: Served
    let renewed: Served
    let host: SshdHost
    let master: SshdHost

    beforeAll(async () => {
      const ca = await newCa(Date.now)
      old = await served(ca, ["mail.example.edu"])
      renewed = await served(ca, ["mail.example.edu", "mbs01.example.edu"])
      fleet = await startSshdFleet({
        hosts: [
          { name: "mbs01.example.edu", roles: ["mailbox", "proxy", "mta"] },
          { name: "ldap01.example.edu", roles: ["ldap"], ldapMaster: true },
        ],
        initial: { key: old.key, crt: old.cert, ca: old.chain },
      })
      ;[host, master] = fleet.hosts as [SshdHost, SshdHost]
    })
    afterAll(async () => {
      const folder = fleet?.folder
      await fleet?.stop()
      expect(existsSync(folder)).toBe(false)
    })
    beforeEach(() => Promise.all(fleet.hosts.map((one) => one.clearFaults())))

    /** Puts the renewed pair on a host and returns the paths for zmcertmgr, all owned by zimbra. */
    async function stage(on: SshdHost, { key, cert, chain }: Served = renewed): Promise<string> {
      const files = { "commercial.key": key, "commercial.crt": cert, "commercial_ca.crt": chain }
      const folder = `stage.${randomBytes(4).toString("hex")}`
      for (const [name, content] of Object.entries(files)) await on.put(join(folder, name), content)
      return join("/opt/zimbra", folder)
    }

    const zmcertmgr = (on: SshdHost, args: string) =>
      fleet.ssh(on, "zimbra", `/opt/zimbra/bin/zmcertmgr ${args}`)

    it("let root and zimbra in, and su between them, each host under its own name", async () => {
      expect((await fleet.ssh(host, "root", "id -un; hostname")).stdout).toBe("root\nmbs01.example.edu\n")
      expect((await fleet.ssh(host, "zimbra", "id -un; pwd")).stdout).toBe("zimbra\n/opt/zimbra\n")
      const su = await fleet.ssh(
        master,
        "root",
        "su - zimbra -c 'id -un; pwd; command -v zmcertmgr; hostname'",
      )
      expect(su.stdout).toBe("zimbra\n/opt/zimbra\n/opt/zimbra/bin/zmcertmgr\nldap01.example.edu\n")
    })

    it("are separate: a file of one host exists on no other and not on this machine", async () => {
      await fleet.ssh(host, "zimbra", "touch /opt/zimbra/conf/mark /tmp/certfleet-mark")
      expect(existsSync(join(host.home, "conf/mark"))).toBe(true)
      expect(existsSync("/opt/zimbra/conf/mark") || existsSync("/tmp/certfleet-mark")).toBe(false)
      expect(
        (await fleet.ssh(master, "zimbra", "ls /opt/zimbra/conf/mark /tmp/certfleet-mark")).status,
      ).not.toBe(0)
    })

    it("let nobody else in", async () => {
      const refused = await fleet.ssh(host, "nobody", "true")
      expect(refused).toMatchObject({ status: 255, stderr: expect.stringContaining("Permission denied") })
    })

    it("serve the initial certificate on every port of their roles", async () => {
      expect(Object.keys(host.ports).sort()).toEqual(
        [
          ...["admin", "https", "imap", "imaps", "lmtp", "pop3", "pop3s", "smtp", "smtps", "submission"],
          // Behind the proxy of the same host.
          ...["mailbox https", "mailbox imap", "mailbox imaps", "mailbox pop3", "mailbox pop3s"],
        ].sort(),
      )
      expect(await servedFingerprint(host.ports["https"] ?? 0)).toBe(fingerprint(old.cert))
      expect(await servedFingerprint(host.ports["smtp"] ?? 0, "smtp")).toBe(fingerprint(old.cert))
      expect(await servedFingerprint(master.ports["ldap"] ?? 0, "ldap")).toBe(fingerprint(old.cert))
    })

    it("refuse to deploy as root", async () => {
      const run = await fleet.ssh(host, "root", "/opt/zimbra/bin/zmcertmgr deploycrt comm a b")
      expect(run).toMatchObject({ status: 1, stdout: "zmcertmgr: ERROR: no longer runs as root!\n" })
      expect((await fleet.ssh(host, "root", "/opt/zimbra/bin/zmcontrol -v")).status).toBe(255)
      expect((await fleet.ssh(host, "zimbra", "/opt/zimbra/bin/zmcontrol -v")).stdout).toMatch(/^Release 10/)
    })

    it("verify as zmcertmgr does: key, chain with root", async () => {
      const at = await stage(host)
      const files = `${at}/commercial.key ${at}/commercial.crt ${at}/commercial_ca.crt`
      const good = await zmcertmgr(host, `verifycrt comm ${files}`)
      expect(good.stdout).toContain(`Valid certificate chain: ${at}/commercial.crt: OK`)
      expect(good.status).toBe(0)
      const rootless = await stage(host, { ...renewed, chain: renewed.intermediate })
      const bad = await zmcertmgr(host, `verifycrt comm ${files.replaceAll(at, rootless)}`)
      expect(bad.status).toBe(1)
      expect(bad.stdout).toContain("ERROR: Unable to validate certificate chain")
      expect(bad.stdout).toContain("error 2 at 1 depth lookup: unable to get issuer certificate")
      const foreign = await stage(host, { ...renewed, key: old.key })
      const mismatch = await zmcertmgr(host, `verifycrt comm ${files.replaceAll(at, foreign)}`)
      expect(mismatch).toMatchObject({ status: 1, stdout: expect.stringContaining("do not match.") })
    })

    it("serve the new certificate only after deploy and restart, each service by its own tool", async () => {
      const at = await stage(master)
      await fleet.ssh(master, "zimbra", `cp ${at}/commercial.key /opt/zimbra/${commercial}/commercial.key`)
      const run = await zmcertmgr(master, `deploycrt comm ${at}/commercial.crt ${at}/commercial_ca.crt`)
      expect(run.status).toBe(0)
      expect(await servedFingerprint(master.ports["ldaps"] ?? 0)).toBe(fingerprint(old.cert))
      expect(readFileSync(join(master.home, "ldap/zimbraSSLCertificate"), "utf8")).toContain(renewed.cert)
      const restart = await fleet.ssh(master, "zimbra", "/opt/zimbra/bin/ldap restart")
      expect(restart).toMatchObject({ status: 0, stdout: "restart slapd...done.\n" })
      expect(await servedFingerprint(master.ports["ldaps"] ?? 0)).toBe(fingerprint(renewed.cert))
      await master.reboot()
      expect(await servedFingerprint(master.ports["ldaps"] ?? 0)).toBe(fingerprint(renewed.cert))
    })

    it("take over mailboxd's certificate from the keystore", async () => {
      const at = await stage(host)
      await fleet.ssh(host, "zimbra", `cp ${at}/commercial.key /opt/zimbra/${commercial}/commercial.key`)
      await zmcertmgr(host, `deploycrt comm ${at}/commercial.crt ${at}/commercial_ca.crt`)
      await fleet.ssh(
        host,
        "zimbra",
        "/opt/zimbra/bin/zmmailboxdctl restart; /opt/zimbra/bin/zmmtactl reload",
      )
      expect(await servedFingerprint(host.ports["admin"] ?? 0)).toBe(fingerprint(renewed.cert))
      expect(await servedFingerprint(host.ports["submission"] ?? 0, "smtp")).toBe(fingerprint(renewed.cert))
      const hashes = readdirSync(join(host.home, "conf/ca")).filter((name) => name.endsWith(".0"))
      expect(hashes).toHaveLength(2)
    })

    it("say done without doing anything where the fault says so", async () => {
      const before = await servedFingerprint(host.ports["smtps"] ?? 0)
      await host.fault("zmmtactl-noop")
      expect((await fleet.ssh(host, "zimbra", "/opt/zimbra/bin/zmmtactl stop")).stdout).toMatch(/done\.$/m)
      expect(await servedFingerprint(host.ports["smtps"] ?? 0)).toBe(before)
    })

    it.each([
      ["deploycrt-fail", 1],
      ["deploycrt-exit0", 0],
      ["disk-full", 1],
    ])("leave a host half deployed with the fault %s, exit %d", async (fault, status) => {
      const at = await stage(host, old)
      await fleet.ssh(host, "zimbra", `cp ${at}/commercial.key /opt/zimbra/${commercial}/commercial.key`)
      const before = readFileSync(join(host.home, "conf/nginx.crt"), "utf8")
      await host.fault(fault)
      const run = await zmcertmgr(host, `deploycrt comm ${at}/commercial.crt ${at}/commercial_ca.crt`)
      expect(run.status).toBe(status)
      expect(readFileSync(join(host.home, "conf/imapd.crt"), "utf8")).toContain(old.cert)
      expect(readFileSync(join(host.home, "conf/nginx.crt"), "utf8")).toBe(before)
    })

    it("fix carriage returns and full chains in the files they are given", async () => {
      const piled = { ...renewed, cert: (renewed.cert + renewed.chain).replaceAll("\n", "\r\n") }
      const at = await stage(host, piled)
      await fleet.ssh(host, "zimbra", `cp ${at}/commercial.key /opt/zimbra/${commercial}/commercial.key`)
      const run = await zmcertmgr(host, `deploycrt comm ${at}/commercial.crt ${at}/commercial_ca.crt`)
      expect(run.status).toBe(0)
      const names = await fleet.ssh(host, "zimbra", `ls ${at}`)
      expect(names.stdout).toContain("commercial.crt.bak\ncommercial.crt.orig\n")
    })

    it("end all their processes when they are powered off", async () => {
      await fleet.ssh(host, "zimbra", "setsid sleep 987654 > /dev/null 2>&1 < /dev/null & true")
      await expect.poll(() => isRunning("sleep\x00987654")).toBe(true)
      await host.powerOff()
      await expect.poll(() => isRunning("sleep\x00987654")).toBe(false)
      await host.reboot()
    })
  },
)

function isRunning(commandLine: string): boolean {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .some((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, "utf8").startsWith(commandLine)
      } catch {
        // It ended while we looked.
        return false
      }
    })
}
