import { createHash } from "node:crypto"
import { once } from "node:events"
import { readFile } from "node:fs/promises"
import { type AddressInfo, createServer } from "node:net"
import { text } from "node:stream/consumers"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { createDemoCa } from "../../src/demo/ca.js"
import { EmbeddedHost } from "../../src/demo/embeddedHost.js"
import { installPair } from "../../src/demo/installPair.js"
import { makeKeyPair, startSshServer } from "../../src/demo/sshServer.js"
import { parseKnownHosts } from "../../src/remote/knownHosts.js"
import { memoryConnector } from "../../src/remote/memory.js"
import { readReports, reported } from "../../src/remote/script.js"
import type { Connector, ExecResult, RemoteCommand, Session, Target } from "../../src/remote/session.js"
import { ssh2Connector } from "../../src/remote/ssh2.js"
import { missingFromDeploy, readFileState } from "../../src/rollout/phases/fileState.js"
import { tarOf } from "../../src/rollout/phases/tar.js"
import { Secret } from "../../src/secret.js"
import { type ZimbraCommands, zimbraCommands } from "../../src/zimbra/commands.js"
import { stagedNames } from "../../src/zimbra/files.js"
import { realClock, type Served, served } from "../probe/material.js"
import { freePorts } from "./ports.js"
import { startSshdFleet, whyNot } from "./sshd.js"

const home = "/opt/zimbra"
const name = "mbs01.example.edu"
let old: Served
let renewed: Served

beforeAll(async () => {
  const ca = await createDemoCa(realClock)
  old = await served(ca, ["mail.example.edu"])
  renewed = await served(ca, ["mail.example.edu"])
})

interface World {
  readonly connector: Connector
  readonly target: Target
  /** LDAP takes no writes, or takes them again. */
  ldap(state: "down" | "up"): Promise<void>
  close(): Promise<void>
}

function embedded(): EmbeddedHost {
  const host = new EmbeddedHost(
    { name, home, user: "zimbra", clock: realClock, services: [], ldapMaster: true },
    { load: () => undefined, stop: () => undefined, start: () => undefined },
  )
  installPair(host, { key: old.key, certificate: old.cert, chain: old.chain })
  return host
}

function embeddedLdap({ faults }: EmbeddedHost): World["ldap"] {
  return async (state) => {
    if (state === "down") faults.ldap = "down"
    else delete faults.ldap
  }
}

async function inMemory(): Promise<World> {
  const host = embedded()
  const target = { host: name, address: name, port: 22, user: "root" }
  return {
    connector: memoryConnector(new Map([[name, host]]), realClock),
    target,
    ldap: embeddedLdap(host),
    close: async () => undefined,
  }
}

async function overEmbeddedSsh(): Promise<World> {
  const login = makeKeyPair()
  const host = embedded()
  const server = await startSshServer({
    host,
    users: ["root", "zimbra"],
    publicKey: login.public,
  })
  const knownHosts = parseKnownHosts([`[${name}]:${server.port} ${server.hostKey}`])
  const credentials = { keys: [{ file: "key", content: new Secret(login.private) }] }
  return {
    connector: ssh2Connector({ knownHosts: () => knownHosts, credentials: () => credentials }),
    target: { host: name, address: "127.0.0.1", port: server.port, user: "root" },
    ldap: embeddedLdap(host),
    close: () => server.close(),
  }
}

async function overRealSshd(): Promise<World> {
  const fleet = await startSshdFleet({
    hosts: [{ name, roles: [], ldapMaster: true }],
    initial: { key: old.key, crt: old.cert, ca: old.chain },
  })
  const knownHosts = parseKnownHosts([await readFile(fleet.knownHosts, "utf8")])
  const content = new Secret(await readFile(fleet.identityFile))
  return {
    connector: ssh2Connector({
      knownHosts: () => knownHosts,
      credentials: () => ({ keys: [{ file: "key", content }] }),
    }),
    target: { host: name, address: "127.0.0.1", port: fleet.hosts[0]?.port ?? 0, user: "root" },
    ldap: async (state) => {
      for (const host of fleet.hosts) await (state === "down" ? host.fault("ldap-down") : host.clearFaults())
    },
    close: () => fleet.stop(),
  }
}

const reason = whyNot()
const worlds: readonly (readonly [string, () => Promise<World>, string | undefined])[] = [
  ["in memory", inMemory, undefined],
  ["over SSH to an embedded host", overEmbeddedSsh, undefined],
  ["over real OpenSSH", overRealSshd, reason],
]

/** A server on loopback that sends back what it gets. */
async function withEcho(work: (port: number) => Promise<void>): Promise<void> {
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    socket.on("error", () => undefined).pipe(socket)
  }).listen(0, "127.0.0.1")
  await once(server, "listening")
  try {
    await work((server.address() as AddressInfo).port)
  } finally {
    server.close()
  }
}

/** One contract for every kind of host: what the rollout relies on holds on each, by the same checks. */
describe.each(worlds)("a host %s", (title, open, skipped) => {
  describe.skipIf(skipped !== undefined)(
    skipped === undefined ? "keeps the contract" : `skipped: ${skipped}`,
    () => {
      let world: World
      let session: Session
      const rollout = "20261123T120000Z-c0ffee"
      const commands: ZimbraCommands = zimbraCommands({ user: "zimbra", home }, rollout)
      let staging = ""

      beforeAll(async () => {
        world = await open()
        session = await world.connector.connect(world.target, { timeoutMs: 20_000 })
      })
      afterAll(async () => {
        await session?.close()
        await world?.close()
      })

      const run = (command: RemoteCommand): Promise<ExecResult> =>
        session.exec(command, { timeoutMs: 30_000 })
      const reports = async (command: RemoteCommand) => readReports((await run(command)).stdout)
      const stageFiles = (): Secret =>
        new Secret(
          tarOf([
            { name: stagedNames.key, content: Buffer.from(renewed.key) },
            { name: stagedNames.certificate, content: Buffer.from(renewed.cert) },
            { name: stagedNames.chain, content: Buffer.from(renewed.chain) },
          ]),
        )
      const hash = (text: string): string => createHash("sha256").update(text).digest("hex")
      const wanted = () => ({
        key: hash(renewed.key),
        certificate: hash(renewed.cert),
        chain: hash(renewed.chain),
      })
      const leafOf = (pem: string): string =>
        createHash("sha256")
          .update(Buffer.from(pem.replace(/-----[^-]+-----|\s/g, ""), "base64"))
          .digest("hex")
      const state = async () => readFileState(await reports(commands.inspect()))

      it(`works as zimbra although root logged in (${title})`, async () => {
        const facts = await reports(commands.preflight())
        expect(reported(facts, "user")).toBe("zimbra")
        expect(facts.get("missing")).toBeUndefined()
        expect(facts.get("blocked")).toBeUndefined()
        expect(Number(reported(facts, "free-kib"))).toBeGreaterThan(1024)
        expect(reported(facts, "version")).toMatch(/\d+\.\d+/)
      })

      it("tells a program that is not there by its status", async () => {
        const result = await run({ name: "nothing", argv: [`${home}/bin/no-such-tool`], user: "zimbra" })
        expect(result.status).toBe(127)
      })

      it("stages what came on standard input, whole, and keeps a second rollout out", async () => {
        const staged = await reports(commands.stage(stageFiles(), "tester", false))
        staging = reported(staged, "staging") ?? ""
        expect(staging).toMatch(/^\/opt\/zimbra\/ssl\/certfleet\/stage\.20261123T120000Z-c0ffee\./)
        const hashes = (staged.get("file") ?? []).map((line) => line.slice(0, 64))
        expect(new Set(hashes)).toEqual(new Set([wanted().key, wanted().certificate, wanted().chain]))
        const other = zimbraCommands({ user: "zimbra", home }, "20261123T130000Z-other0")
        expect(reported(await reports(other.stage(stageFiles(), "somebody", false)), "locked")).toBe("tester")
      })

      it("verifies the staged files with Zimbra's own check", async () => {
        const { status, stdout } = await run(commands.verify(staging))
        expect(status).toBe(0)
        expect(stdout).toMatch(/: OK$/m)
      })

      it("backs up, deploys detached, and restores the same files", async () => {
        const before = await state()
        const saved = await reports(commands.backup(false))
        expect(reported(saved, "backup")).toBe(`${home}/ssl/certfleet/${rollout}/backup.tar`)
        expect(reported(await reports(commands.installKey(staging)), "key")).toBe(wanted().key)
        const deploy = commands.deploy(staging, { localOnly: false, attempt: 1 })
        const first = await reports(deploy.wait(20_000))
        expect(first.get("status")).toEqual(["0"])
        const after = await state()
        expect(after).toBeDefined()
        if (after === undefined || before === undefined) return
        expect(missingFromDeploy(after, { ...wanted(), leaf: leafOf(renewed.cert) }, before)).toEqual([])
        // Asked again, it is the same run: nothing is deployed twice.
        expect((await reports(deploy.wait(20_000))).get("status")).toEqual(["0"])
        const restore = await run(commands.restore(1).wait(20_000))
        expect(restore.stdout).toContain("| @restored")
        expect(await state()).toEqual(before)
      })

      it("deploys every file and exits 1 while LDAP is down, and tells it from LDAP that takes the pair", async () => {
        const before = await state()
        await world.ldap("down")
        await run(commands.installKey(staging))
        const deploy = await run(commands.deploy(staging, { localOnly: false, attempt: 2 }).wait(20_000))
        expect(deploy.stdout).toMatch(/^@status 1$/m)
        expect(deploy.stdout).toMatch(/zimbraSSLCertificate.*failed \(rc=1\)/)
        const after = await state()
        if (after === undefined || before === undefined) throw new Error("nothing to compare")
        expect(missingFromDeploy(after, { ...wanted(), leaf: leafOf(renewed.cert) }, before)).toEqual([])
        const refused = await run(commands.saveToLdap("savecrt", 1).wait(20_000))
        expect(refused.stdout).toMatch(/^@status 1$/m)
        expect(refused.stdout).toMatch(/zimbraSSLCertificate.*failed \(rc=1\)/)
        await world.ldap("up")
        expect((await reports(commands.saveToLdap("savecrt", 2).wait(20_000))).get("status")).toEqual(["0"])
        expect((await run(commands.restore(2).wait(20_000))).stdout).toContain("| @restored")
        expect(await state()).toEqual(before)
      })

      it("tells how a detached step ended, and that it need not be stopped", async () => {
        const version = commands.activate({ name: "version", argv: ["bin/zmcontrol", "-v"] }, 1)
        const ended = await reports(version.wait(20_000))
        expect(ended.get("status")).toEqual(["0"])
        expect((await reports(version.stop())).has("stopped")).toBe(true)
      })

      it("connects to a port of its own, by its own name and by loopback, many at once, both ways", async () => {
        await withEcho(async (port) => {
          const places = [name, "127.0.0.1"].flatMap((address) =>
            Array.from({ length: 20 }, () => ({ address, port })),
          )
          const said = places.map(async (place, at) => {
            const stream = await session.forward(place, { timeoutMs: 20_000 })
            stream.end(`${at} ${"x".repeat(100_000)}`)
            const heard = await text(stream)
            return [at, heard.length, heard.split(" ")[0]]
          })
          const expected = places.map((_, at) => [at, `${at} `.length + 100_000, String(at)])
          expect(await Promise.all(said)).toEqual(expected)
        })
      })

      it("tells a port that nobody has, and a name that leads nowhere", async () => {
        const [port = 0] = await freePorts(1)
        for (const place of [
          { address: "127.0.0.1", port },
          { address: "nobody.invalid", port },
        ])
          await expect(session.forward(place, { timeoutMs: 20_000 })).rejects.toMatchObject({
            code: "forward-refused",
          })
      })

      it("ends a connection that is destroyed at once, and all of them with the session", async () => {
        await withEcho(async (port) => {
          const other = await world.connector.connect(world.target, { timeoutMs: 20_000 })
          const [given, kept] = [
            await other.forward({ address: name, port }),
            await other.forward({ address: name, port }),
          ]
          const closed = once(kept.resume(), "close")
          const failed = once(given, "error")
          given.destroy(new Error("enough"))
          expect(await failed).toMatchObject([{ message: "enough" }])
          await other.close()
          await closed
          await expect(other.forward({ address: name, port })).rejects.toMatchObject({ code: "ssh-lost" })
        })
      })

      it("clears away staging and lock, and keeps the backup", async () => {
        expect((await reports(commands.finish(3))).has("finished")).toBe(true)
        const again = await run(commands.installKey(staging))
        expect(again.status).not.toBe(0)
        expect((await reports(commands.backup(false))).has("backup")).toBe(true)
        expect((await reports(commands.abandon())).has("abandoned")).toBe(true)
      })
    },
  )
})
