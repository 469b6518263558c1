import { writeFileSync } from "node:fs"
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest"
import { type ExampleSize, exampleOf } from "../../src/fleet/example.js"
import { fingerprint, newCa, type Served, served } from "../probe/material.js"
import { certfleetAtWorkstation, type Reachability } from "./atWorkstation.js"
import { deliveryFolder, requireFreshBuild } from "./certfleet.js"
import type { CommandResult } from "./client.js"
import { type SshdFleet, type SshdHost, type SshdHostSpec, startSshdFleet, whyNot } from "./sshd.js"

const reason = whyNot()

interface Result {
  readonly hosts: readonly {
    readonly host: string
    readonly outcome: string
    readonly ports: number
    readonly portsProven: number
    readonly proofs: readonly {
      readonly service: string
      readonly port: number
      readonly from: string
      readonly address: string
    }[]
  }[]
}

const single: readonly SshdHostSpec[] = [
  { name: "mail.example.edu", roles: ["ldap", "mailbox", "proxy", "mta"], ldapMaster: true },
]
const three: readonly SshdHostSpec[] = [
  { name: "ldap01.example.edu", roles: ["ldap"], ldapMaster: true },
  { name: "mbs01.example.edu", roles: ["mailbox"] },
  { name: "edge01.example.edu", roles: ["proxy", "mta"] },
]

/** What openssl on the server gets from one of its ports. */
async function servedInside(
  fleet: SshdFleet,
  host: SshdHost,
  port: number,
  starttls?: string,
): Promise<string> {
  const flags = starttls === undefined ? "" : ` -starttls ${starttls}`
  const { stdout } = await fleet.ssh(
    host,
    "root",
    `openssl s_client -connect 127.0.0.1:${port}${flags} </dev/null 2>/dev/null | openssl x509 -noout -fingerprint -sha256`,
  )
  return stdout.replace(/^.*=/, "").replaceAll(":", "").trim().toLowerCase()
}

const starttls: Readonly<Record<string, string>> = {
  smtp: "smtp",
  submission: "smtp",
  lmtp: "lmtp",
  imap: "imap",
  pop3: "pop3",
  ldap: "ldap",
}

describe.skipIf(reason !== undefined).each<[ExampleSize, readonly SshdHostSpec[]]>([
  ["single", single],
  ["three", three],
])(
  `the site of certfleet init --example %s, reached by SSH alone${reason === undefined ? "" : ` (skipped: ${reason})`}`,
  (size, specs) => {
    let fleet: SshdFleet
    let old: Served
    let renewed: Served
    let cwd = ""

    beforeAll(async () => {
      requireFreshBuild()
      const ca = await newCa(Date.now)
      old = await served(ca, ["mail.example.edu"], { from: -190, until: 9 })
      renewed = await served(ca, ["mail.example.edu", "*.example.edu"])
      fleet = await startSshdFleet({
        hosts: specs,
        initial: { key: old.key, crt: old.cert, ca: old.chain },
        ownNetworks: true,
      })
    }, 60_000)
    afterAll(() => fleet?.stop())
    beforeEach(async () => {
      await Promise.all(fleet.hosts.map((host) => host.reset()))
      cwd = await mkdtemp(join(tmpdir(), "certfleet-e2e-"))
      writeFileSync(join(cwd, "fleet.yaml"), exampleOf(size).replace("profile: public", "profile: private"))
      return () => rm(cwd, { recursive: true, force: true })
    })

    const run = (args: readonly string[], reachability?: Reachability): Promise<CommandResult> =>
      certfleetAtWorkstation(fleet, args, { cwd, ...(reachability === undefined ? {} : { reachability }) })

    async function rollOut(reachability?: Reachability): Promise<Result> {
      const dir = await deliveryFolder(join(cwd, "new"), renewed)
      const done = await run(["rollout", dir, "--json"], reachability)
      expect({ status: done.status, stderr: done.stderr }).toMatchObject({ status: 0 })
      return JSON.parse(done.stdout) as Result
    }

    it("is rolled out with not a port edited, each proven from its server, by name", async () => {
      const { hosts } = await rollOut()
      expect(hosts.map(({ outcome }) => outcome)).toEqual(specs.map(() => "done"))
      for (const { host, ports, portsProven, proofs } of hosts) {
        expect([host, portsProven, proofs.length]).toEqual([host, ports, ports])
        expect(proofs.map(({ from, address }) => `${from} ${address}`)).toEqual(
          proofs.map(() => `ssh ${host}`),
        )
        const server = fleet.hosts.find(({ name }) => name === host) as SshdHost
        for (const { service, port } of proofs)
          expect([host, port, await servedInside(fleet, server, port, starttls[service])]).toEqual([
            host,
            port,
            fingerprint(renewed.cert),
          ])
      }
      const ports = hosts.flatMap((host) => host.proofs.map(({ port }) => port))
      expect(ports).toEqual(expect.arrayContaining([25, 389, 443, 993, 7025, 7071, 7143, 7993, 8443]))
    })

    it("is rolled out and taken back where the servers' addresses never answer but by SSH", async () => {
      const { hosts } = await rollOut("silent")
      expect(hosts.map(({ outcome }) => outcome)).toEqual(specs.map(() => "done"))
      const back = await run(["rollback", join(cwd, "new"), "--json"], "silent")
      expect({ status: back.status, stderr: back.stderr }).toMatchObject({ status: 0 })
      for (const { proofs } of (JSON.parse(back.stdout) as Result).hosts)
        expect(proofs.every(({ from }) => from === "ssh")).toBe(true)
    })

    it("is probed through SSH, and says so; with --prove direct no port is reached", async () => {
      const seen = await run(["probe", "--fail-on", "error", "--trust", await trustFile()])
      expect(seen.stdout).toContain(
        "SSH, mail.example.edu".replace("mail", size === "single" ? "mail" : "mbs01"),
      )
      expect(seen.status, seen.stdout).toBe(1)
      const near = await run(["probe", "--prove", "direct", "--json"])
      expect(near.status).toBe(3)
      const { endpoints } = JSON.parse(near.stdout) as { endpoints: { ok: boolean; from: { way: string } }[] }
      expect(endpoints.every(({ ok, from }) => !ok && from.way === "direct")).toBe(true)
    })

    it("needs no port to answer after that did not before, with --allow-down, and names it", async () => {
      const text = exampleOf(size).replace(
        /(roles: \[[^\]]*proxy[^\]]*\])/,
        "$1, ports: { proxyAdmin: 9071 }",
      )
      writeFileSync(join(cwd, "fleet.yaml"), text.replace("profile: public", "profile: private"))
      const dir = await deliveryFolder(join(cwd, "new"), renewed)
      const refused = await run(["rollout", dir])
      expect(refused.status).toBe(3)
      expect(refused.stdout).toContain("no answer before the change from proxyAdmin on port 9071")
      const done = await run(["rollout", dir, "--allow-down"])
      expect({ status: done.status, stderr: done.stderr }).toMatchObject({ status: 0 })
      expect(done.stdout).toMatch(
        /^note: \S+: did not answer before the change, and does not now: proxyAdmin on port 9071: /m,
      )
    })

    it.runIf(size === "three")(
      "takes turns by the balancer's own questions, asked on the server",
      async () => {
        const text = exampleOf(size).replace(
          "    members: [edge01.example.edu]\n",
          "    members: [edge01.example.edu]\n    interval: 1\n    probes: [{ kind: tls, port: 993 }, { kind: smtp, port: 25 }]\n",
        )
        expect(text).toContain("kind: smtp")
        writeFileSync(join(cwd, "fleet.yaml"), text.replace("profile: public", "profile: private"))
        const dir = await deliveryFolder(join(cwd, "new"), renewed)
        const done = await run(["rollout", dir, "--rolling", "--json"])
        expect({ status: done.status, stderr: done.stderr }).toMatchObject({ status: 0 })
      },
    )

    async function trustFile(): Promise<string> {
      const file = join(cwd, "root.pem")
      writeFileSync(file, old.root)
      return file
    }
  },
)
