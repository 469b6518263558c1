import { mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { createDemoCa } from "../../../src/demo/ca.js"
import { type DemoFleet, makeOldPair, startDemoFleet } from "../../../src/demo/demoFleet.js"
import { type Directory, directoryOf, type InstalledServer } from "../../../src/demo/directory.js"
import { EmbeddedHost } from "../../../src/demo/embeddedHost.js"
import { rosterOf } from "../../../src/demo/roster.js"
import { makeKeyPair } from "../../../src/demo/sshServer.js"
import { endpointsOf } from "../../../src/fleet/endpoints.js"
import { exampleFleet } from "../../../src/fleet/example.js"
import { namesOf } from "../../../src/fleet/names.js"
import { carriesCertificate, type Fleet } from "../../../src/fleet/types.js"
import { systemClock } from "../../../src/local/clock.js"
import { compareFromHere } from "../../../src/local/discovery.js"
import { thisMachine } from "../../../src/local/machine.js"
import { memoryConnector } from "../../../src/remote/memory.js"
import { discover } from "../../../src/status/discovery/ask.js"
import { draftOf } from "../../../src/status/discovery/draftDiscovered.js"
import { draftText } from "../../../src/status/discovery/draftText.js"
import { temporaryFolder } from "../../cli/folder.js"
import { runCli } from "../../cli/testIo.js"
import { fleetOf } from "./site.js"

const installation = { user: "zimbra", home: "/opt/zimbra" }

function embedded(name: string, directory: () => Directory): EmbeddedHost {
  const services = { load: () => undefined, stop: () => undefined, start: () => undefined }
  return new EmbeddedHost({ name, ...installation, clock: systemClock, services: [], directory }, services)
}

/** Servers without their addresses, and without name servers, which are no servers of Zimbra's. */
function serversOf({ servers }: Fleet): unknown[] {
  return servers
    .filter(carriesCertificate)
    .map(({ host, roles, ldapMaster, names }) => ({ host, roles, ldapMaster, names }))
    .sort((one, other) => (one.host < other.host ? -1 : 1))
}

function portsOf(fleet: Fleet, isMeant: (role: string) => boolean = () => true): string[] {
  return endpointsOf(fleet)
    .filter(({ role }) => isMeant(role))
    .map(({ host, role, service, port }) => `${host} ${role} ${service} ${port}`)
    .sort()
}

function namesIn(fleet: Fleet): string[] {
  return namesOf(fleet)
    .names.map(({ entry }) => entry.value)
    .sort()
}

/** The example's servers as Zimbra would have them, and the names that its users come by. */
function exampleDirectory(fleet: Fleet): Directory {
  const installed = fleet.servers.map(({ host, roles, ldapMaster }): InstalledServer => {
    const own = endpointsOf(fleet).filter((one) => one.host === host)
    return {
      host,
      roles,
      ldapMaster,
      ports: Object.fromEntries(own.map(({ service, port }) => [service, port])),
    }
  })
  const hosts = fleet.servers.map(({ host }) => host)
  const names = [...new Set(namesOf(fleet).names.map(({ entry }) => entry.value))].filter(
    (name) => !hosts.includes(name),
  )
  return directoryOf(installed, { domain: "example.edu", names, version: "10.1.0_GA_4655" })
}

describe("discovery against an embedded fleet", () => {
  it("gives back the example's servers, roles, ports and names, whoever logs in and whichever server is asked", async () => {
    const fleet = fleetOf(exampleFleet)
    const directory = exampleDirectory(fleet)
    for (const user of ["root", "zimbra", "postmaster"])
      for (const host of ["ldap01.example.edu", "mx02.example.edu"]) {
        const connector = memoryConnector(new Map([[host, embedded(host, () => directory)]]), systemClock)
        const session = await connector.connect({ host, address: host, port: 22, user }, { timeoutMs: 1000 })
        const found = await discover(session, { resolves: async (hosts) => hosts.map(() => true) })
        const back = fleetOf(draftText(draftOf(found, "2026-11-27")))
        expect(found.problems).toEqual([])
        expect(serversOf(back)).toEqual(serversOf(fleet))
        expect(portsOf(back)).toEqual(portsOf(fleet))
        expect(namesIn(back)).toEqual(namesIn(fleet))
      }
  })

  it("gives back the ports of mailboxes behind proxies that serve the web", async () => {
    const fleet = fleetOf(exampleFleet.replaceAll(", ports: { https: false }", ""))
    expect(portsOf(fleet)).toContain("mbs01.example.edu mailbox https 8443")
    const host = embedded("ldap01.example.edu", () => exampleDirectory(fleet))
    const connector = memoryConnector(new Map([[host.name, host]]), systemClock)
    const target = { host: host.name, address: host.name, port: 22, user: "root" }
    const session = await connector.connect(target, { timeoutMs: 1000 })
    const text = draftText(
      draftOf(await discover(session, { resolves: async (hosts) => hosts.map(() => true) }), "2026-11-27"),
    )
    expect(text).not.toMatch(/^ +- .*ports/m)
    expect(portsOf(fleetOf(text))).toEqual(portsOf(fleet))
  })

  it("is an error of one line where LDAP is down", async () => {
    const host = embedded("ldap01.example.edu", () => exampleDirectory(fleetOf(exampleFleet)))
    host.faults.ldap = "down"
    const connector = memoryConnector(new Map([[host.name, host]]), systemClock)
    const target = { host: host.name, address: host.name, port: 22, user: "root" }
    const session = await connector.connect(target, { timeoutMs: 1000 })
    await expect(discover(session, { resolves: async (hosts) => hosts.map(() => true) })).rejects.toThrow(
      /^ldap01\.example\.edu: zmprov did not answer every question \(ERROR: ldap\.LDAP_ERROR .*\)$/,
    )
  })
})

/** A home folder from which ssh would get to every server of the fleet. */
function homeFor(fleet: DemoFleet, privateKey: string): string {
  const home = temporaryFolder()
  mkdirSync(join(home, ".ssh"), { mode: 0o700 })
  const write = (name: string, text: string): void =>
    writeFileSync(join(home, ".ssh", name), text, { mode: 0o600 })
  write("id_ed25519", privateKey)
  write("known_hosts", fleet.knownHosts)
  const blocks = fleet.hosts.map(
    ({ entry, ssh }) => `Host ${entry.host}\n  HostName 127.0.0.1\n  Port ${ssh.port}\n`,
  )
  const files = `  IdentityFile ${home}/.ssh/id_ed25519\n  UserKnownHostsFile ${home}/.ssh/known_hosts\n`
  write("config", `${blocks.join("")}Host *\n${files}`)
  return home
}

describe("certfleet init --from over SSH", () => {
  it("logs in once and writes the demo's own fleet.yaml, which the next server agrees with", async () => {
    const login = makeKeyPair()
    const ca = await createDemoCa(systemClock)
    const old = await makeOldPair((csr) => ca.issue(csr), ["mail.example.edu"])
    const times = { deploy: 0, restart: 0 }
    const fleet = await startDemoFleet({
      ...{ roster: rosterOf(12), clock: systemClock, publicKey: login.public, old, times },
    })
    try {
      const home = homeFor(fleet, login.private)
      const asked: string[] = []
      for (const { entry, host } of fleet.hosts)
        host.faults.onCommand = (name, when) => {
          // Which shell answers is asked of every host that anybody logs in to.
          if (when === "before" && name !== "which-shell") asked.push(`${entry.host} ${name}`)
        }
      const run = await runCli(["init", "--from", "ldap01.example.edu"], {
        ...{ cwd: home, env: { HOME: home }, sleep: systemClock.sleep },
      })
      expect(run).toMatchObject({ exitCode: 0, stderr: "next: certfleet names\n" })
      expect(run.stdout).toContain("fleet.yaml: 10 servers (4 mailbox, 2 ldap, 2 proxy, 2 mta)\n")
      expect(asked.sort()).toEqual([
        "ldap01.example.edu find-zimbra",
        "ldap01.example.edu zmlocalconfig",
        "ldap01.example.edu zmprov",
        "ldap01.example.edu zmprov",
      ])
      const back = fleetOf(readFileSync(join(home, "fleet.yaml"), "utf8"))
      const own = fleetOf(fleet.fleetYaml({ identityFile: "~/.ssh/id", knownHosts: "~/.ssh/known" }))
      expect(serversOf(back)).toEqual(serversOf(own))
      // The ports of Postfix and slapd are in no attribute.
      const inLdap = (role: string): boolean => role === "mailbox" || role === "proxy"
      expect(portsOf(back, inLdap)).toEqual(portsOf(own, inLdap))
      expect(portsOf(back)).toContainEqual(
        portsOf(own).find((line) => line.startsWith("ldap01.example.edu ldap ldap ")),
      )
      expect(namesIn(back)).toEqual(namesIn(own))
      expect((await runCli(["names"], { cwd: home })).exitCode).toBe(0)
      const machine = { ...thisMachine(), env: { HOME: home } }
      const { signal } = new AbortController()
      expect(await compareFromHere(machine, { fleet: back, signal })).toMatchObject({
        differences: [],
        unread: [],
      })
      const withNameServers = fleetOf(
        `${readFileSync(join(home, "fleet.yaml"), "utf8")}`.replace(
          "servers:\n",
          "servers:\n  - { host: ns01.example.edu, roles: [dns] }\n",
        ),
      )
      expect(await compareFromHere(machine, { fleet: withNameServers, signal })).toMatchObject({
        differences: [],
      })
      asked.length = 0
      await Promise.all(fleet.hosts.filter(({ entry }) => entry.ldapMaster).map(({ ssh }) => ssh.close()))
      expect(await compareFromHere(machine, { fleet: back, signal })).toMatchObject({ differences: [] })
      expect(new Set(asked.map((line) => line.split(" ")[0]))).toEqual(new Set(["ldap02.example.edu"]))
      await Promise.all(fleet.hosts.map(({ ssh }) => ssh.close()))
      await expect(compareFromHere(machine, { fleet: back, signal })).rejects.toMatchObject({
        code: "ssh-refused",
        message: expect.stringContaining("ldap01.example.edu"),
      })
    } finally {
      await fleet.close()
    }
  })
})
