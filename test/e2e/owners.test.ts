import { describe, expect, it } from "vitest"
import { fingerprint } from "../probe/material.js"
import { allServe, certfleet } from "./certfleet.js"
import type { CommandResult } from "./client.js"
import { sceneOf } from "./scene.js"
import { type SshdHostSpec, whyNot } from "./sshd.js"

const reason = whyNot()

const specs: readonly SshdHostSpec[] = [
  { name: "mbs01.example.edu", roles: ["mailbox"] },
  { name: "ldap01.example.edu", roles: ["ldap"], ldapMaster: true },
  { name: "mx01.example.edu", roles: ["mta"] },
]

/** The part of zmfixperms that touches what a deploy and a backup have to do with. */
const zmfixperms = [
  "chown root:root /opt/zimbra && chmod 755 /opt/zimbra",
  "chown -R root:root /opt/zimbra/common && chmod 755 /opt/zimbra/common",
  "chown -R zimbra:zimbra /opt/zimbra/conf && chmod 755 /opt/zimbra/conf/ca",
  "chmod 644 /opt/zimbra/conf/ca/*.crt && chmod 640 /opt/zimbra/conf/*.crt /opt/zimbra/conf/*.key",
  "for i in /opt/zimbra/jetty/*; do chown -R zimbra:zimbra $i; done; chmod 640 /opt/zimbra/jetty/etc/keystore",
  "chown zimbra:zimbra /opt/zimbra/common/etc/java/cacerts && chmod 644 /opt/zimbra/common/etc/java/cacerts",
  "chown -R zimbra:zimbra /opt/zimbra/ssl && find /opt/zimbra/ssl -type f -exec chmod 640 {} +",
].join("; ")

describe.skipIf(reason !== undefined)(
  `an undo where zmfixperms set owners and modes, over real OpenSSH servers${reason === undefined ? "" : ` (skipped: ${reason})`}`,
  () => {
    const scene = sceneOf(specs)
    const as = async (user: string, name: string, command: string): Promise<string> => {
      const { status, stdout, stderr } = await scene.fleet.ssh(scene.host(name), user, command)
      expect({ command, status, stderr }).toEqual({ command, status: 0, stderr: "" })
      return stdout
    }
    const everywhere = async (command: string): Promise<void> => {
      for (const { name } of scene.fleet.hosts) await as("root", name, command)
    }
    const expectOld = async (before: Map<string, string>[]): Promise<void> => {
      expect(scene.trees()).toEqual(before)
      expect(await allServe(scene.fleet.hosts, fingerprint(scene.old.cert))).toEqual([])
    }
    const expectStatus = ({ status, stdout, stderr }: CommandResult, wanted: number): void =>
      expect({ status, said: stdout + stderr }).toMatchObject({ status: wanted })

    it("has files of zimbra's that zimbra can neither delete nor replace", async () => {
      const answer = await as(
        "zimbra",
        "mbs01",
        "cd /opt/zimbra/common/etc/java; rm -f cacerts 2>&1; touch new 2>&1; : >> cacerts && echo written; tar -cf /tmp/x.tar cacerts && tar -xf /tmp/x.tar 2>&1; rm /tmp/x.tar; readlink -f /opt/zimbra/mailboxd",
      )
      expect(answer).toMatch(
        /cannot remove 'cacerts': Permission denied[\s\S]*'new': Permission denied\nwritten\ntar: cacerts: Cannot open: File exists\n[\s\S]*\/opt\/zimbra\/jetty_base\n$/,
      )
    })

    it.each(["root", "zimbra"])(
      "brings everything back when a deploy fails, logged in as %s",
      async (user) => {
        const before = scene.trees()
        const { cwd, dir } = await scene.prepare({ user })
        await scene.host("mx01").fault("deploycrt-fail")
        expectStatus(await certfleet(["rollout", dir], cwd), 4)
        await expectOld(before)
      },
    )

    it("brings everything back by a rollback, and files away that were not there before", async () => {
      await as("root", "mx01", "rm /opt/zimbra/mailboxd/etc/keystore /opt/zimbra/conf/imapd.keystore")
      const before = scene.trees()
      const { cwd, dir } = await scene.prepare()
      expectStatus(await certfleet(["rollout", dir], cwd), 0)
      expect(scene.trees()).not.toEqual(before)
      expectStatus(await certfleet(["rollback", dir], cwd), 0)
      await expectOld(before)
    })

    it("takes no harm from zmfixperms between rollout and rollback, nor does the next rollout", async () => {
      const before = scene.trees()
      await everywhere(zmfixperms)
      expect(scene.trees()).toEqual(before)
      const { cwd, dir } = await scene.prepare()
      expectStatus(await certfleet(["rollout", dir], cwd), 0)
      await everywhere(zmfixperms)
      const modes = await as(
        "root",
        "mx01",
        "find /opt/zimbra/ssl/certfleet -type f -printf '%m %u\\n' | sort -u",
      )
      expect(modes).toBe("640 zimbra\n")
      expectStatus(await certfleet(["rollback", dir], cwd), 0)
      await expectOld(before)
      await everywhere(zmfixperms)
      expectStatus(await certfleet(["rollout", dir], cwd), 0)
      expect(await allServe(scene.fleet.hosts, fingerprint(scene.renewed.cert))).toEqual([])
    })

    it("tells a rollback before it begins that a server cannot be put back, and why", async () => {
      const before = scene.trees()
      const { cwd, dir } = await scene.prepare()
      expectStatus(await certfleet(["rollout", dir], cwd), 0)
      await as("root", "mbs01", "chown root:root /opt/zimbra/common/etc/java/cacerts")
      const run = await certfleet(["rollback", dir], cwd)
      expectStatus(run, 3)
      expect(run.stdout).toMatch(
        /mbs01.*java\/cacerts \(root:root 644\) cannot be written \(run zmfixperms as root\)/,
      )
      await as("root", "mbs01", zmfixperms)
      expectStatus(await certfleet(["rollback", dir], cwd), 0)
      await expectOld(before)
    })

    it.each([
      [
        "chown root:root cacerts",
        /java\/cacerts \(root:root 644\) cannot be written \(run zmfixperms as root\)/,
      ],
      [
        "chmod 600 cacerts && chown root:root cacerts",
        /java\/cacerts \(root:root 600\) cannot be read \(run zmf/,
      ],
      [
        "chmod 666 cacerts && chown root:root cacerts",
        /java\/cacerts \(root:root 666\) belongs to somebody else \(/,
      ],
      ["rm cacerts", /\/opt\/zimbra\/common\/etc\/java \(root:root 755\) takes no new files$/m],
      [
        "mv cacerts away && ln -s away cacerts",
        /java\/cacerts \(.*\) is a symbolic link that leads elsewhere: .* the link alone$/m,
      ],
      [
        "mkdir /tmp/le && cd ../../../ssl/zimbra/commercial && mv commercial.crt /tmp/le && ln -s /tmp/le/commercial.crt",
        /commercial\/commercial\.crt \(.*\) is a symbolic link that leads elsewhere/,
      ],
      [
        "cd ../../../conf && mv smtpd.crt smtpd.real && ln -s smtpd.real smtpd.crt",
        /conf\/smtpd\.crt \(.*\) is a symbolic link that leads elsewhere/,
      ],
      [
        "cd ../../../ssl/zimbra && mv commercial elsewhere && ln -s elsewhere commercial",
        /zimbra\/commercial \(.*\) is a symbolic link that leads elsewhere/,
      ],
      [
        "chmod 440 ../../../conf/nginx.key",
        /conf\/nginx\.key \(zimbra:zimbra 440\) cannot be written \(run zmf/,
      ],
      ["chown root:root ../../../conf/ca", /conf\/ca \(root:root 755\) takes no new files \(run zmfixperms/],
      [
        "mkdir ../../../ssl/zimbra/commercial/old",
        /commercial\/old \(root:root 755\) takes no new files \(run zmf/,
      ],
      [
        "chgrp root ../../../ssl/zimbra/commercial/commercial.crt",
        /commercial\.crt \(zimbra:root 640\) belongs to/,
      ],
      [
        "chown root:root ../../../ssl",
        /\/opt\/zimbra\/ssl \(root:root 755\) takes no new files \(run zmfixperms/,
      ],
    ])("changes nobody after `%s`, and says what is in the way", async (command, said) => {
      await as("root", "mbs01", `cd /opt/zimbra/common/etc/java && ${command}`)
      const before = scene.trees()
      const { cwd, dir } = await scene.prepare()
      const run = await certfleet(["rollout", dir], cwd)
      expectStatus(run, 3)
      expect(run.stdout).toMatch(said)
      expect(scene.trees()).toEqual(before)
    })

    it("brings back links within the folder with what they lead to, and those of conf/ca wherever they lead", async () => {
      const folder = "/opt/zimbra/ssl/zimbra/commercial"
      await as(
        "root",
        "mbs01",
        `cd ${folder} && mv commercial.crt of-2025.crt && ln -s of-2025.crt commercial.crt && chown -h zimbra:zimbra *; cd /opt/zimbra/conf/ca && ln -s /opt/zimbra/conf/ca/commercial_ca_1.crt 01234567.0; chown -h zimbra:zimbra *`,
      )
      const before = scene.trees()
      const { cwd, dir } = await scene.prepare()
      expectStatus(await certfleet(["rollout", dir], cwd), 0)
      expectStatus(await certfleet(["rollback", dir], cwd), 0)
      await expectOld(before)
    })

    it("takes a key of root's that zimbra may read, says what an undo cannot bring back, and brings back the rest", async () => {
      await as(
        "root",
        "mbs01",
        "cd /opt/zimbra/ssl/zimbra/commercial && chown root:zimbra *.key && chmod 440 *.key",
      )
      const before = scene.trees()
      const { cwd, dir } = await scene.prepare()
      const run = await certfleet(["rollout", dir], cwd)
      expectStatus(run, 0)
      expect(run.stderr).toMatch(
        /mbs01.*warning: .*commercial\.key \(root:zimbra 440\) belongs to somebody else/,
      )
      expectStatus(await certfleet(["rollback", dir], cwd), 0)
      await as("root", "mbs01", "chown root:zimbra /opt/zimbra/ssl/zimbra/commercial/*.key")
      await expectOld(before)
    })

    it("does not blame owners where the disk takes no writes", async () => {
      const conf = "/opt/zimbra/conf"
      const before = scene.trees()
      await as("root", "mx01", `mount --bind ${conf} ${conf} && mount -o remount,ro,bind ${conf}`)
      try {
        const { cwd, dir } = await scene.prepare()
        const run = await certfleet(["rollout", dir], cwd)
        expectStatus(run, 3)
        expect(run.stdout).toMatch(/conf\/smtpd\.key \(zimbra:zimbra 640\) cannot be written/)
        expect(run.stdout).not.toMatch(/zmfixperms/)
      } finally {
        await as("root", "mx01", `umount -l ${conf}`)
      }
      expect(scene.trees()).toEqual(before)
    })
  },
)
