import { cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises"
import type { Server } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { fingerprint, newCa, type Served, served } from "../probe/material.js"
import { type KeyFile, keyFile, logins, type PlainSshd, startPlainSshd } from "../support/plainSshd.js"
import { runAtWorkstation } from "./atWorkstation.js"
import { deliveryFolder, requireFreshBuild } from "./certfleet.js"
import type { CommandResult } from "./client.js"
import { relay } from "./relay.js"
import { type SshdFleet, type SshdHostSpec, startSshdFleet, whyNot } from "./sshd.js"

/*
 * A workstation that reaches one sshd and nothing else: its network has no other port. Behind that sshd, with the MaxStartups
 * that OpenSSH has by default, are twelve servers, each with a network of its own, in which its services have their usual
 * ports. CERTFLEET_BASTION_RUNS=10 does it all ten times.
 */

const reason = whyNot()
const runs = Number(process.env["CERTFLEET_BASTION_RUNS"] ?? 1)

const specs: readonly SshdHostSpec[] = [
  { name: "ldap01.example.edu", roles: ["ldap"], ldapMaster: true },
  { name: "ldap02.example.edu", roles: ["ldap"] },
  ...["mbs01", "mbs02", "mbs03", "mbs04"].map((name) => ({
    name: `${name}.example.edu`,
    roles: ["mailbox"] as const,
  })),
  ...["proxy01", "proxy02"].map((name) => ({ name: `${name}.example.edu`, roles: ["proxy"] as const })),
  ...["mx01", "mx02", "mx03", "mx04"].map((name) => ({
    name: `${name}.example.edu`,
    roles: ["mta"] as const,
  })),
]

interface Result {
  readonly hosts: readonly {
    readonly host: string
    readonly outcome: string
    readonly ports: number
    readonly portsProven: number
    readonly proofs: readonly { readonly from: string; readonly port: number }[]
  }[]
}

describe.skipIf(reason !== undefined)(
  `twelve servers behind a bastion${reason === undefined ? "" : ` (skipped: ${reason})`}`,
  () => {
    let [old, renewed]: Served[] = []
    let fleet: SshdFleet
    let bastion: PlainSshd
    let jumpKey: KeyFile
    let way: Server
    let work = ""

    beforeAll(async () => {
      requireFreshBuild()
      const ca = await newCa(Date.now)
      old = await served(ca, ["mail.example.edu", "*.example.edu"], { from: -190, until: 9 })
      renewed = await served(ca, ["mail.example.edu", "*.example.edu"])
      const initial = { key: old.key, crt: old.cert, ca: old.chain }
      fleet = await startSshdFleet({ hosts: specs, initial, ownNetworks: true })
      work = await mkdtemp(join(tmpdir(), "certfleet-bastion-"))
      jumpKey = await keyFile(join(work, "jump"))
      bastion = await startPlainSshd({
        users: [{ name: "jumper", shell: "/usr/sbin/nologin" }],
        authorized: [jumpKey.public],
        config: "MaxStartups 10:30:100\nMaxSessions 0",
      })
      way = await relay({ path: join(work, "bastion.sock") }, { host: "127.0.0.1", port: bastion.port })
    }, 180_000)
    afterAll(async () => {
      way?.close()
      await Promise.all([fleet?.stop(), bastion?.stop()])
      await rm(work, { recursive: true, force: true })
    })

    async function workstation(): Promise<{
      cwd: string
      run(args: readonly string[]): Promise<CommandResult>
    }> {
      const cwd = await mkdtemp(join(work, "home-"))
      await mkdir(join(cwd, ".ssh"), { mode: 0o700 })
      await cp(jumpKey.file, join(cwd, ".ssh/jump"))
      await writeFile(join(cwd, ".ssh/known_hosts"), `bastion.example.edu ${bastion.hostKey}\n`)
      await writeFile(
        join(cwd, ".ssh/config"),
        `Host *.example.edu !bastion.example.edu
  ProxyJump bastion.example.edu
Host bastion.example.edu
  User jumper
  IdentityFile ~/.ssh/jump
`,
      )
      await writeFile(join(cwd, "hosts"), "127.0.0.1 localhost\n127.0.0.77 bastion.example.edu\n")
      await writeFile(join(cwd, "fleet.yaml"), fleetFile())
      const ssh = [{ address: "127.0.0.77", port: 22, socket: join(work, "bastion.sock") }]
      return { cwd, run: (args) => runAtWorkstation({ ssh, hosts: join(cwd, "hosts") }, args, cwd) }
    }

    /** The ports of SSH are those at which the bastion finds the servers; all others are the usual ones. */
    function fleetFile(): string {
      const servers = fleet.hosts.map(({ name, roles, ldapMaster, port }) =>
        JSON.stringify({
          ...{ host: name, address: "127.0.0.1", sshPort: port, roles },
          ...(ldapMaster === true ? { ldapMaster } : {}),
        }),
      )
      return `certificate:
  commonName: mail.example.edu
servers:
${servers.map((server) => `  - ${server}\n`).join("")}ssh:
  user: root
  identityFile: ${fleet.identityFile}
  agent: false
  knownHosts: ${fleet.knownHosts}
`
    }

    const outcomes = (done: CommandResult): Result["hosts"] => (JSON.parse(done.stdout) as Result).hosts

    it.each(Array.from({ length: runs }, (_, index) => index + 1))(
      "get the certificate, prove every port through SSH, and give it back (run %d)",
      async () => {
        await Promise.all(fleet.hosts.map((host) => host.reset()))
        const before = logins(bastion.log()).length
        const { cwd, run } = await workstation()
        const dir = await deliveryFolder(join(cwd, "new"), renewed as Served)

        const done = await run(["rollout", dir, "--json"])
        expect(done.status, done.stderr + done.stdout).toBe(0)
        expect(outcomes(done).map(({ outcome }) => outcome)).toEqual(specs.map(() => "done"))
        for (const { ports, portsProven, proofs } of outcomes(done)) {
          expect([portsProven, proofs.length]).toEqual([ports, ports])
          expect(proofs.every(({ from }) => from === "ssh")).toBe(true)
        }
        expect(await insideEach()).toEqual(specs.map(() => fingerprint((renewed as Served).cert)))

        const back = await run(["rollback", dir, "--json"])
        expect(back.status, back.stderr + back.stdout).toBe(0)
        expect(outcomes(back).map(({ outcome }) => outcome)).toEqual(specs.map(() => "rolled-back"))
        expect(await insideEach()).toEqual(specs.map(() => fingerprint((old as Served).cert)))

        // One for each command, whatever the number of servers.
        const jumps = logins(bastion.log()).slice(before)
        expect(jumps).toEqual([1, 2].map(() => ({ user: "jumper", key: jumpKey.fingerprint })))
      },
      180_000,
    )

    /** What openssl on each server gets from the first of its ports. */
    function insideEach(): Promise<string[]> {
      const ports: Readonly<Record<string, string>> = {
        ...{ ldap: "636", mailbox: "8443", proxy: "443" },
        mta: "25 -starttls smtp",
      }
      return Promise.all(
        fleet.hosts.map(async (host) => {
          const line = `openssl s_client -connect 127.0.0.1:${ports[host.roles[0] ?? ""]} </dev/null 2>/dev/null | openssl x509 -noout -fingerprint -sha256`
          const { stdout } = await fleet.ssh(host, "root", line)
          return stdout.replace(/^.*=/, "").replaceAll(":", "").trim().toLowerCase()
        }),
      )
    }

    it("are out of reach otherwise: without the jump host no server answers at all", async () => {
      const { cwd, run } = await workstation()
      await writeFile(join(cwd, ".ssh/config"), "")
      const dir = await deliveryFolder(join(cwd, "new"), renewed as Served)
      const done = await run(["rollout", dir])
      expect(done).toMatchObject({ status: 3 })
      expect(done.stderr + done.stdout).toContain("refuses the connection")
    }, 60_000)
  },
)
