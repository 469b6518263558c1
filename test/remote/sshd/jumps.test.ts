import { mkdtemp, readFile, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { parseKnownHosts } from "../../../src/remote/knownHosts.js"
import type { Connector, Session, Target } from "../../../src/remote/session.js"
import { ssh2Connector } from "../../../src/remote/ssh2.js"
import { Secret } from "../../../src/secret.js"
import {
  type KeyFile,
  keyFile,
  logins,
  type PlainSshd,
  startPlainSshd,
  whyNoSshd,
} from "../../support/plainSshd.js"

const reason = whyNoSshd()
const limits = { timeoutMs: 20_000 }

describe.skipIf(reason !== undefined)(
  `jump hosts of OpenSSH${reason === undefined ? "" : ` (skipped: ${reason})`}`,
  () => {
    let folder = ""
    let [fleetKey, jumpKey]: KeyFile[] = []
    let bastion: PlainSshd
    let inner: PlainSshd
    let closed: PlainSshd
    let server: PlainSshd

    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), "jumps-"))
      fleetKey = await keyFile(join(folder, "fleet"))
      jumpKey = await keyFile(join(folder, "jump"))
      const jumper = { users: [{ name: "jumper" }], authorized: [jumpKey.public] }
      bastion = await startPlainSshd({ ...jumper, config: "MaxStartups 10:30:100\nMaxSessions 0" })
      inner = await startPlainSshd(jumper)
      closed = await startPlainSshd({ ...jumper, config: "AllowTcpForwarding no" })
      server = await startPlainSshd({ authorized: [fleetKey.public], config: "MaxStartups 200" })
    })
    afterAll(async () => {
      await Promise.all([bastion, inner, closed, server].map((one) => one?.stop()))
      await rm(folder, { recursive: true })
    })

    const jumpTo = ({ port }: PlainSshd, host: string, via?: Target): Target => ({
      ...{ host, address: "127.0.0.1", port, user: "jumper" },
      ...(via === undefined ? {} : { via }),
    })
    const behind = (via: Target, host = "mbs01.example.edu"): Target => ({
      ...{ host, address: "127.0.0.1", port: server.port, user: "root", via, knownAs: "fleet" },
    })

    async function connector(): Promise<Connector> {
      const lines = [
        `fleet ${server.hostKey}`,
        ...[bastion, inner, closed].map((one) => one.line("127.0.0.1")),
      ]
      const keys = await Promise.all(
        [fleetKey, jumpKey].map(async (key) => ({
          file: key?.file ?? "",
          content: new Secret(await readFile(key?.file ?? "")),
        })),
      )
      const [fleet, jump] = keys
      return ssh2Connector({
        knownHosts: () => parseKnownHosts(lines),
        credentials: ({ user }) => ({ keys: [user === "jumper" ? jump : fleet].flatMap((key) => key ?? []) }),
      })
    }

    const hello = async (session: Session): Promise<string> =>
      (await session.exec({ name: "hello", argv: ["echo", "hello"] })).stdout

    it("carry thirty servers in one connection, at MaxStartups 10:30:100 and with no session allowed", async () => {
      const before = logins(bastion.log()).length
      const to = await connector()
      const via = jumpTo(bastion, "bastion.example.edu")
      const sessions = await Promise.all(
        Array.from({ length: 30 }, (_, index) => to.connect(behind(via, `s${index}.example.edu`), limits)),
      )
      expect(await Promise.all(sessions.map(hello))).toEqual(sessions.map(() => "hello\n"))
      expect(logins(bastion.log()).slice(before)).toEqual([{ user: "jumper", key: jumpKey?.fingerprint }])
      await Promise.all(sessions.map((session) => session.close()))
      await expect
        .poll(() => bastion.log())
        .toMatch(/Closing connection|Connection closed|Received disconnect/)
    })

    it("are connected to anew after the last session behind them has ended", async () => {
      const before = logins(bastion.log()).length
      const to = await connector()
      const target = behind(jumpTo(bastion, "bastion.example.edu"))
      for (const _ of [1, 2]) await (await to.connect(target, limits)).close()
      expect(logins(bastion.log()).length - before).toBe(2)
    })

    it("are gone through one after the other, each told only of the next", async () => {
      const to = await connector()
      const outer = jumpTo(bastion, "outer.example.edu")
      const sessions = await Promise.all(
        ["a", "b"].map((host) => to.connect(behind(jumpTo(inner, "inner.example.edu", outer), host), limits)),
      )
      expect(await Promise.all(sessions.map(hello))).toEqual(["hello\n", "hello\n"])
      expect(logins(inner.log())).toEqual([{ user: "jumper", key: jumpKey?.fingerprint }])
      expect(bastion.log()).toContain(`target 127.0.0.1 port ${inner.port}`)
      expect(inner.log()).toContain(`target 127.0.0.1 port ${server.port}`)
      await Promise.all(sessions.map((session) => session.close()))
    })

    it("that forbid forwarding are named, with the setting that allows it", async () => {
      const to = await connector()
      await expect(to.connect(behind(jumpTo(closed, "closed.example.edu")), limits)).rejects.toMatchObject({
        code: "ssh-refused",
        message: expect.stringContaining("closed.example.edu does not allow connections onwards"),
        hint: expect.stringContaining("AllowTcpForwarding"),
      })
    })

    it("are connected to anew for the others when who began that is called off", async () => {
      const to = await connector()
      const stop = new AbortController()
      const target = behind(jumpTo(bastion, "bastion.example.edu"))
      const first = to.connect(target, { ...limits, signal: stop.signal })
      const second = to.connect(target, limits)
      stop.abort()
      await expect(first).rejects.toMatchObject({ code: "cancelled" })
      const session = await second
      expect(await hello(session)).toBe("hello\n")
      await session.close()
    })

    it("let the others go on when one server behind them cannot be reached", async () => {
      const to = await connector()
      const via = jumpTo(bastion, "bastion.example.edu")
      const session = await to.connect(behind(via), limits)
      const nowhere = { ...behind(via, "gone.example.edu"), port: 1 }
      await expect(to.connect(nowhere, limits)).rejects.toMatchObject({ code: "ssh-refused" })
      expect(await hello(session)).toBe("hello\n")
      await session.close()
    })
  },
)

describe.skipIf(reason !== undefined)(
  `a server that turns log-ins away for the moment${reason === undefined ? "" : ` (skipped: ${reason})`}`,
  () => {
    it("is tried again until it takes them", async () => {
      const folder = await mkdtemp(join(tmpdir(), "startups-"))
      const key = await keyFile(join(folder, "key"))
      // One log-in at a time, all others are closed before a greeting.
      const sshd = await startPlainSshd({ authorized: [key.public], config: "MaxStartups 1:100:1" })
      const content = new Secret(await readFile(key.file))
      const to = ssh2Connector({
        knownHosts: () => parseKnownHosts([sshd.line("127.0.0.1")]),
        credentials: () => ({ keys: [{ file: key.file, content }] }),
      })
      const target = { host: "mbs01.example.edu", address: "127.0.0.1", port: sshd.port, user: "root" }
      const sessions = await Promise.all([1, 2, 3].map(() => to.connect(target, limits)))
      expect(logins(sshd.log())).toHaveLength(3)
      expect(sshd.log()).toMatch(/drop connection|beginning MaxStartups throttling/)
      await Promise.all(sessions.map((session) => session.close()))
      await sshd.stop()
      await rm(folder, { recursive: true })
    })
  },
)
