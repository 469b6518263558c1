import { readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { fingerprint } from "../probe/material.js"
import { allServe } from "./certfleet.js"
import type { CommandResult } from "./client.js"
import { sceneOf } from "./scene.js"
import { type SshdHost, whyNot } from "./sshd.js"
import { certfleetOnTerminal, whyNoTerminal } from "./terminal.js"

const reason = whyNot() ?? whyNoTerminal()
const right = "the one & only: 'Zürich' $7"
const wrong = "not the one: 'Zürich' $8"

describe.skipIf(reason !== undefined)(
  `a rollout that logs in by password over real OpenSSH servers${reason === undefined ? "" : ` (skipped: ${reason})`}`,
  () => {
    const scene = sceneOf(
      [
        { name: "mbs01.example.edu", roles: ["mailbox"] },
        { name: "ldap01.example.edu", roles: ["ldap"], ldapMaster: true },
        { name: "prx01.example.edu", roles: ["proxy"] },
      ],
      { password: right },
    )

    async function rollout(answer: string): Promise<CommandResult> {
      const { cwd, dir } = await scene.prepare({ user: "zimbra", keyless: true })
      return certfleetOnTerminal(["rollout", dir, "--ask-password"], cwd, {
        question: "Log-in password: ",
        answer,
      })
    }

    /** How often each host's sshd has said so, since the scene began. */
    const said = (words: string): number[] =>
      scene.fleet.hosts.map(
        ({ name }) =>
          readFileSync(join(scene.fleet.folder, name, "sshd.log"), "utf8").split(words).length - 1,
      )

    function expectNoPassword({ stdout, stderr }: CommandResult): void {
      for (const password of [right, wrong]) expect(stdout + stderr).not.toContain(password)
    }

    it("changes nobody when the password is wrong, and tries it once on each host", async () => {
      const before = scene.trees()
      const run = await rollout(wrong)
      expect(run.status, run.stdout + run.stderr).toBe(3)
      expect(run.stdout.match(/ aborted /g)).toHaveLength(3)
      expect(run.stdout).toMatch(/mbs01\.example\.edu.*password.*zimbra/)
      expectNoPassword(run)
      expect(said("Failed password for zimbra")).toEqual([1, 1, 1])
      expect(scene.trees()).toEqual(before)
      expect(await allServe(scene.fleet.hosts, fingerprint(scene.old.cert))).toEqual([])
    })

    it("changes nobody when it is wrong on one host alone, and names that host", async () => {
      const before = scene.trees()
      const other = scene.host("prx01")
      await lockOut(other)
      try {
        const run = await rollout(right)
        expect(run.status, run.stdout + run.stderr).toBe(3)
        expect(run.stdout.match(/ aborted /g)).toHaveLength(3)
        expect(run.stdout).toMatch(/^prx01\.example\.edu.*password.*zimbra/m)
        expect(run.stdout).not.toMatch(/^(mbs01|ldap01).*password.*zimbra/m)
        expectNoPassword(run)
        expect(scene.trees()).toEqual(before)
      } finally {
        await letIn(other)
      }
    })

    it("brings the new certificate to every port when it is right, and never shows it", async () => {
      const run = await rollout(right)
      expect(run.status, run.stdout + run.stderr).toBe(0)
      expect(run.stdout.match(/ done /g)).toHaveLength(3)
      expectNoPassword(run)
      expect(Math.min(...said("Accepted password for zimbra"))).toBeGreaterThan(0)
      expect(await allServe(scene.fleet.hosts, fingerprint(scene.renewed.cert))).toEqual([])
    })

    /** Takes zimbra's password away on this host alone. */
    async function lockOut(host: SshdHost): Promise<void> {
      await asRoot(
        host,
        "umask 077; sed 's/^zimbra:[^:]*/zimbra:*/' /etc/shadow > /tmp/shadow && mount --bind /tmp/shadow /etc/shadow",
      )
    }

    const letIn = (host: SshdHost): Promise<void> => asRoot(host, "umount /etc/shadow")

    async function asRoot(host: SshdHost, command: string): Promise<void> {
      const { status, stderr } = await scene.fleet.ssh(host, "root", command)
      expect({ status, stderr }).toEqual({ status: 0, stderr: "" })
    }
  },
)
