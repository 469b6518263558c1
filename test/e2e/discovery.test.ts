import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest"
import { loadFleet } from "../../src/fleet/load.js"
import { splitAnswers } from "../../src/zimbra/zmprov.js"
import { newCa, served } from "../probe/material.js"
import { raw } from "../status/discovery/site.js"
import { certfleet, requireFreshBuild } from "./certfleet.js"
import { type SshdFleet, type SshdHost, startSshdFleet, whyNot } from "./sshd.js"

const reason = whyNot()
const secret = "MIGHAgEAMBMGByqGSM49"

/** The site of test/status/discovery/raw as a directory of files, with what nobody may ask for in it. */
async function putDirectory(host: SshdHost): Promise<void> {
  const [gas = "", gad = ""] = splitAnswers(raw("names.txt"))
  await host.put("directory/gas", `${gas}\n`)
  await host.put("directory/gad", `${gad}\n`)
  await host.put("directory/ldap_master_url", raw("master.txt"))
  for (const answer of splitAnswers(raw("details.txt"))) {
    const name = /^# name (.+)$/m.exec(answer)?.[1]
    if (name === undefined && answer !== "") await host.put("directory/garpd", `${answer}\n`)
    const kind = gas.split("\n").includes(name ?? "") ? "gs" : "gd"
    if (name !== undefined)
      await host.put(`directory/${kind}.${name}`, `${answer}zimbraSSLPrivateKey: ${secret}\n${secret}\n`)
  }
}

describe.skipIf(reason !== undefined)(
  `discovery over a real sshd${reason === undefined ? "" : ` (skipped: ${reason})`}`,
  () => {
    let fleet: SshdFleet
    let host: SshdHost
    let work = ""

    beforeAll(async () => {
      requireFreshBuild()
      const pair = await served(await newCa(Date.now), ["mail.example.edu", "*.example.edu"])
      fleet = await startSshdFleet({
        hosts: [{ name: "dir1.example.edu", roles: [] }],
        initial: { key: pair.key, crt: pair.cert, ca: pair.chain },
      })
      host = fleet.hosts[0] as SshdHost
      work = await mkdtemp(join(tmpdir(), "certfleet-e2e-"))
      await putDirectory(host)
    })
    afterAll(async () => {
      await fleet?.stop()
      if (work !== "") await rm(work, { recursive: true, force: true })
    })
    beforeEach(async () => {
      await host.clearFaults()
      await host.put("directory/started", "")
    })

    /** A working directory that is the home of a user whose ssh gets to the host by its name. */
    async function homeOf(knownHosts = fleet.knownHosts): Promise<string> {
      const home = await mkdtemp(join(work, "home-"))
      mkdirSync(join(home, ".ssh"), { mode: 0o700 })
      const lines = [
        `Host dir1.example.edu\n  Port ${host.port}`,
        "Host *.example.edu\n  HostName 127.0.0.1",
        `Host *\n  IdentityFile ${fleet.identityFile}\n  UserKnownHostsFile ${knownHosts}`,
      ]
      writeFileSync(join(home, ".ssh/config"), `${lines.join("\n")}\n`, { mode: 0o600 })
      return home
    }

    it.each(["root", "zimbra", "postmaster"])("writes the site's fleet.yaml for %s", async (user) => {
      const cwd = await homeOf()
      const run = await certfleet(["init", "--from", `${user}@dir1.example.edu`], cwd)
      expect(run.status).toBe(0)
      expect(run.stdout).toContain("fleet.yaml: 7 servers (2 mailbox, 2 proxy, 2 mta, 2 ldap)\n")
      const text = readFileSync(join(cwd, "fleet.yaml"), "utf8")
      // By ~/.ssh/config every name of the site leads somewhere; who logs in is written down.
      const expected = raw("fleet.yaml")
        .replace(/^# - servers that no name server knows.*\n/m, "")
        .replace(/^ {2}# CHECK: mx-old.*\n/m, "")
        .replace("# ssh:\n#   user: root\n", `ssh:\n  user: ${user}\n`)
      expect(text.replace(/on \d{4}-\d{2}-\d{2}\./, "on 2026-11-27.")).toBe(expected)
      expect(loadFleet(text, "fleet.yaml").findings).toEqual([])
      expect((await certfleet(["names"], cwd)).status).toBe(0)
      expect(`${text}${run.stdout}${run.stderr}`).not.toContain(secret)
    })

    it("starts three programs there, all of them as zimbra, and changes nothing", async () => {
      const before = (
        await fleet.ssh(
          host,
          "root",
          "cd /opt/zimbra && find . ! -path './directory*' ! -path './run*' | sort | xargs -d '\\n' stat -c '%n %U %a %Y'",
        )
      ).stdout
      await certfleet(["init", "--from", "dir1.example.edu"], await homeOf())
      const after = (
        await fleet.ssh(
          host,
          "root",
          "cd /opt/zimbra && find . ! -path './directory*' ! -path './run*' | sort | xargs -d '\\n' stat -c '%n %U %a %Y'",
        )
      ).stdout
      expect(before.split("\n").length).toBeGreaterThan(30)
      expect(after).toBe(before)
      const { stdout } = await fleet.ssh(host, "root", "cat /opt/zimbra/directory/started")
      expect(stdout.trim().split("\n").sort()).toEqual([
        "zimbra zmlocalconfig",
        "zimbra zmprov",
        "zimbra zmprov",
      ])
    })

    it("believes no host key that nobody has vouched for, and writes nothing", async () => {
      const nobody = join(work, "nobody")
      writeFileSync(nobody, "")
      const cwd = await homeOf(nobody)
      const run = await certfleet(["init", "--from", "dir1.example.edu"], cwd)
      expect(run).toMatchObject({ status: 3, stdout: "" })
      expect(run.stderr).toContain("its SSH host key is not in known_hosts")
      expect(existsSync(join(cwd, "fleet.yaml"))).toBe(false)
    })

    it("says in one line that LDAP does not answer, in one what to do, and writes nothing", async () => {
      await host.fault("ldap-unreadable")
      const cwd = await homeOf()
      const run = await certfleet(["init", "--from", "dir1.example.edu"], cwd)
      expect(run).toMatchObject({ status: 3, stdout: "" })
      expect(run.stderr).toContain(
        "certfleet: error: dir1.example.edu: zmprov did not answer every question (ERROR: service.FAILURE (system failure: unable to connect to ldap))\n" +
          "certfleet: hint: does LDAP run? try there, as zimbra: zmprov -l gas\n",
      )
      expect(existsSync(join(cwd, "fleet.yaml"))).toBe(false)
    })

    it("says that a server has no Zimbra", async () => {
      const cwd = await homeOf()
      await fleet.ssh(host, "root", "mv /opt/zimbra/bin/zmprov /opt/zimbra/bin/elsewhere")
      try {
        const run = await certfleet(["init", "--from", "dir1.example.edu"], cwd)
        expect(run).toMatchObject({ status: 2, stdout: "" })
        expect(run.stderr).toContain(
          "dir1.example.edu has no Zimbra: no zmprov in /opt/zimbra/bin or /opt/zextras/bin\n",
        )
      } finally {
        await fleet.ssh(host, "root", "mv /opt/zimbra/bin/elsewhere /opt/zimbra/bin/zmprov")
      }
    })
  },
)
