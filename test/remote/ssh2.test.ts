import { getEventListeners } from "node:events"
import { mkdtemp, rm } from "node:fs/promises"
import {
  type AddressInfo,
  connect as connectTcp,
  createServer,
  type Socket,
  type Server as TcpServer,
} from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { AuthContext, Connection, ServerChannel } from "ssh2"
import ssh2 from "ssh2"
import { afterEach, describe, expect, it } from "vitest"
import { makeKeyPair } from "../../src/demo/sshServer.js"
import type { Credentials } from "../../src/remote/credentials.js"
import { hostKeyFingerprint, parseKnownHosts } from "../../src/remote/knownHosts.js"
import type { Connector, Target } from "../../src/remote/session.js"
import { ssh2Connector } from "../../src/remote/ssh2.js"
import { Secret } from "../../src/secret.js"

const host = "mbs01.example.edu"
const open: { close(): unknown }[] = []
afterEach(async () => {
  for (const server of open.splice(0)) await server.close()
})

interface Running {
  readonly port: number
  /** The host's line in known_hosts. */
  readonly line: string
}

interface Behaviour {
  readonly accepts: (context: AuthContext) => boolean
  readonly methods?: ("password" | "publickey" | "keyboard-interactive")[]
  readonly onExec?: (channel: ServerChannel, command: string, input: string, client: Connection) => void
  readonly hostKeys?: readonly string[]
  /** False: never answers a request to connect onwards. */
  readonly forwards?: boolean
}

/** An SSH server that does what the test says. */
async function sshServer(
  { accepts, methods = ["publickey"], onExec, hostKeys, forwards }: Behaviour,
  name = host,
): Promise<Running> {
  const key = makeKeyPair()
  const clients = new Set<Connection>()
  const server = new ssh2.Server({ hostKeys: [...(hostKeys ?? [key.private])] }, (client) => {
    clients.add(client)
    client.on("error", () => undefined)
    client.on("authentication", (context) => (accepts(context) ? context.accept() : context.reject(methods)))
    client.on("session", (accept) => {
      accept().on("exec", (acceptExec, _, { command }) => {
        const channel: ServerChannel = acceptExec()
        let input = ""
        channel.on("data", (chunk: Buffer) => {
          input += chunk.toString()
        })
        channel.on("end", () =>
          runAsShell(channel, command, (bare) => onExec?.(channel, bare, input, client)),
        )
      })
    })
    client.on("tcpip", (accept, _, { destPort }) => {
      if (forwards === false) return
      const channel = accept()
      const socket = connectTcp(destPort, "127.0.0.1")
      socket.pipe(channel).pipe(socket)
      socket.on("error", () => channel.close())
      channel.on("error", () => socket.destroy())
    })
  })
  const port = await listening(server)
  open.push({ close: () => closed(server, () => endAll(clients)) })
  return { port, line: `[${name}]:${port} ${key.public}` }
}

/** A log-in shell of a host: answers what it is, and echoes the word ahead of a command's own output. */
function runAsShell(channel: ServerChannel, command: string, run: (bare: string) => void): void {
  const frame = /\/bin\/sh -c '[^']*' framed ([0-9a-f]{24}) /
  const [whole = "", word = ""] = frame.exec(command) ?? []
  if (word !== "") {
    channel.write(`${word}\n`)
    channel.stderr.write(`${word}\n`)
  }
  const bare = command.replace(whole, "")
  if (bare.endsWith(" which-shell")) {
    channel.write("/bin/bash\n")
    channel.exit(0)
    channel.end()
  } else run(bare)
}

function endAll(clients: Iterable<Connection>): void {
  for (const client of clients) client.end()
}

function listening(server: {
  listen(port: number, address: string, done: () => void): unknown
  address(): unknown
}): Promise<number> {
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => resolve((server.address() as AddressInfo).port))
  })
}

function closed(server: { close(done: () => void): unknown }, end: () => void): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
    end()
  })
}

/** The path of an agent's socket, in a folder of its own; nobody listens there unless told what to do. */
async function agentSocket(onConnection?: (socket: Socket) => void): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "agent-"))
  open.push({ close: () => rm(folder, { recursive: true }) })
  const path = join(folder, "socket")
  if (onConnection === undefined) return path
  const agent = createServer(onConnection)
  await new Promise<void>((resolve) => agent.listen(path, resolve))
  open.push({ close: () => closed(agent, () => undefined) })
  return path
}

function connectorFor(lines: readonly string[], credentials: Credentials): Connector {
  const knownHosts = parseKnownHosts(lines)
  return ssh2Connector({ knownHosts: () => knownHosts, credentials: () => credentials })
}

function targetAt(port: number, more: Partial<Target> = {}): Target {
  return { host, address: "127.0.0.1", port, user: "root", ...more }
}

const plain = makeKeyPair()
const withKey: Credentials = { keys: [{ file: "id", content: new Secret(plain.private) }] }
const anyKey = ({ method }: AuthContext): boolean => method === "publickey"
const echo: Behaviour["onExec"] = (channel, command, input) => {
  channel.write(`${command}|${input}`)
  channel.exit(0)
  channel.end()
}

/** Of a public key as OpenSSH writes it. */
function fingerprintOf(publicKey: string): string {
  return hostKeyFingerprint(Buffer.from(publicKey.split(" ")[1] ?? "", "base64"))
}

/** One in 256 that ssh2 makes is a byte short, and unreadable: another is drawn then. */
function encryptedKey(passphrase: string): { readonly private: string } {
  for (;;) {
    const pair = ssh2.utils.generateKeyPairSync("ed25519", { passphrase, cipher: "aes256-ctr", rounds: 4 })
    if (!(ssh2.utils.parseKey(pair.private, passphrase) instanceof Error)) return pair
  }
}

describe("ssh2Connector", () => {
  it("runs commands with what they get on standard input, several at a time", async () => {
    const { port, line } = await sshServer({ accepts: anyKey, onExec: echo })
    const session = await connectorFor([line], withKey).connect(targetAt(port), { timeoutMs: 10_000 })
    const results = await Promise.all(
      ["a", "b c"].map((word) =>
        session.exec({ name: word, argv: ["echo", word], stdin: new Secret(`<${word}>`) }),
      ),
    )
    expect(results.map(({ stdout }) => stdout)).toEqual(["echo a|<a>", "echo 'b c'|<b c>"])
    await session.close()
  })

  it.each([
    ["unknown", "", "ssh-host-key-unknown"],
    ["changed", makeKeyPair().public, "ssh-host-key-changed"],
  ])("stops before any log-in at an %s host key", async (_, key, code) => {
    const asked: string[] = []
    const { port } = await sshServer({ accepts: ({ method }) => asked.push(method) > 0 })
    const connector = connectorFor([`[${host}]:${port} ${key}`], withKey)
    await expect(connector.connect(targetAt(port), { timeoutMs: 10_000 })).rejects.toMatchObject({ code })
    expect(asked).toEqual([])
  })

  it("accepts the kind of key that known_hosts lists for the host when the server would rather show another", async () => {
    const [ed25519, ecdsa] = [makeKeyPair(), ssh2.utils.generateKeyPairSync("ecdsa", { bits: 384 })]
    const gone = ssh2.utils.generateKeyPairSync("ecdsa", { bits: 256 })
    const { port } = await sshServer({
      accepts: anyKey,
      onExec: echo,
      hostKeys: [ed25519.private, ecdsa.private],
    })
    const lines = [
      ...[gone, ecdsa].map((key) => `[${host}]:${port} ${key.public}`),
      `mbs02.example.edu ${ed25519.public}`,
    ]
    const session = await connectorFor(lines, withKey).connect(targetAt(port), { timeoutMs: 10_000 })
    expect((await session.exec({ name: "true", argv: ["true"] })).status).toBe(0)
    await session.close()
  })

  it.each([
    ["is listed for another host", "mbs02.example.edu"],
    ["is listed for no host", undefined],
  ])("says that the key changed when the server has only a kind of key that %s", async (_, elsewhere) => {
    const [rsa, shown] = [ssh2.utils.generateKeyPairSync("rsa", { bits: 2048 }), makeKeyPair()]
    const { port } = await sshServer({ accepts: anyKey, hostKeys: [shown.private] })
    const lines = [
      `[${host}]:${port} ${rsa.public}`,
      ...(elsewhere === undefined ? [] : [`${elsewhere} ${shown.public}`]),
    ]
    const connecting = connectorFor(lines, withKey).connect(targetAt(port), { timeoutMs: 10_000 })
    await expect(connecting).rejects.toMatchObject({
      code: "ssh-host-key-changed",
      message: expect.stringContaining(fingerprintOf(shown.public)),
    })
  })

  it("says what became of the log-in when the stricter attempt gets that far", async () => {
    const [ed25519, ecdsa] = [makeKeyPair(), ssh2.utils.generateKeyPairSync("ecdsa", { bits: 384 })]
    const gone = ssh2.utils.generateKeyPairSync("ecdsa", { bits: 256 })
    const { port } = await sshServer({
      accepts: () => false,
      hostKeys: [ed25519.private, ecdsa.private],
    })
    const lines = [
      ...[gone, ecdsa].map((key) => `[${host}]:${port} ${key.public}`),
      `mbs02.example.edu ${ed25519.public}`,
    ]
    const connecting = connectorFor(lines, withKey).connect(targetAt(port), { timeoutMs: 10_000 })
    await expect(connecting).rejects.toMatchObject({ code: "ssh-auth" })
  })

  it("says that no key may log in, and nothing of the key", async () => {
    const { port, line } = await sshServer({ accepts: () => false })
    const failure = await connectorFor([line], withKey)
      .connect(targetAt(port), { timeoutMs: 10_000 })
      .catch((error: unknown) => error)
    expect(failure).toMatchObject({ code: "ssh-auth", hint: expect.stringContaining("ssh -p") })
    expect(JSON.stringify(failure) + String(failure)).not.toContain("PRIVATE KEY")
  })

  it.each([
    ["nobody listens at its socket", undefined],
    ["it hangs up", (socket: Socket) => socket.destroy()],
  ])("logs in with a key file when an SSH agent is named but %s", async (_, onConnection) => {
    const { port, line } = await sshServer({ accepts: anyKey, onExec: echo })
    const agent = await agentSocket(onConnection)
    const connector = connectorFor([line], { ...withKey, agent })
    const session = await connector.connect(targetAt(port), { timeoutMs: 10_000 })
    expect((await session.exec({ name: "x", argv: ["hello"] })).stdout).toBe("hello|")
    await session.close()
  })

  it.each([
    ["no key", { keys: [] }],
    ["a key that may not", withKey],
  ])("names the agent that failed when the log-in is refused with %s", async (_, credentials) => {
    const { port, line } = await sshServer({ accepts: () => false })
    const connector = connectorFor([line], { ...credentials, agent: await agentSocket() })
    await expect(connector.connect(targetAt(port), { timeoutMs: 10_000 })).rejects.toMatchObject({
      code: "ssh-auth",
      message: expect.stringContaining("SSH agent failed (Failed to connect to agent)"),
      hint: expect.stringContaining("SSH_AUTH_SOCK"),
    })
  })

  it("opens an encrypted key with its passphrase, once for all hosts", async () => {
    const encrypted = encryptedKey("open sesame")
    const servers = [await sshServer({ accepts: anyKey }), await sshServer({ accepts: anyKey })]
    let asked = 0
    const key = {
      file: "id",
      content: new Secret(encrypted.private),
      passphrase: async () => {
        asked += 1
        return new Secret("open sesame")
      },
    }
    const lines = servers.map(({ line }) => line)
    const connector = connectorFor(lines, { keys: [key] })
    const sessions = await Promise.all(
      servers.map(({ port }) => connector.connect(targetAt(port), { timeoutMs: 10_000 })),
    )
    expect(asked).toBe(1)
    await Promise.all(sessions.map((session) => session.close()))
  })

  it("asks for a password once, and only when the server wants one", async () => {
    let asked = 0
    const password = async (): Promise<Secret> => {
      asked += 1
      return new Secret("correct horse")
    }
    const byKey = await sshServer({ accepts: anyKey })
    const first = connectorFor([byKey.line], { ...withKey, password })
    await (await first.connect(targetAt(byKey.port), { timeoutMs: 10_000 })).close()
    expect(asked).toBe(0)
    const byPassword = await sshServer({
      accepts: (context) => context.method === "password" && context.password === "correct horse",
      methods: ["password"],
    })
    const second = connectorFor([byPassword.line], { ...withKey, password })
    await (await second.connect(targetAt(byPassword.port), { timeoutMs: 10_000 })).close()
    expect(asked).toBe(1)
  })

  it("goes through a jump host, and verifies the keys of both", async () => {
    const jump = await sshServer({ accepts: anyKey }, "bastion.example.edu")
    const inner = await sshServer({ accepts: anyKey, onExec: echo })
    const via: Target = { host: "bastion.example.edu", address: "127.0.0.1", port: jump.port, user: "root" }
    const target = targetAt(inner.port, { via })
    const session = await connectorFor([jump.line, inner.line], withKey).connect(target, {
      timeoutMs: 10_000,
    })
    expect((await session.exec({ name: "x", argv: ["hello"] })).stdout).toBe("hello|")
    await session.close()
    const unknownJump = connectorFor([inner.line], withKey).connect(target, { timeoutMs: 10_000 })
    await expect(unknownJump).rejects.toMatchObject({
      code: "ssh-host-key-unknown",
      message: expect.stringContaining("bastion"),
    })
  })

  it("gives up in time on a host that the jump host is still trying to reach", async () => {
    const jump = await sshServer({ accepts: anyKey, forwards: false }, "bastion.example.edu")
    const via: Target = { host: "bastion.example.edu", address: "127.0.0.1", port: jump.port, user: "root" }
    const connecting = connectorFor([jump.line], withKey).connect(targetAt(22, { via }), { timeoutMs: 1_000 })
    await expect(connecting).rejects.toMatchObject({
      code: "ssh-timeout",
      message: expect.stringContaining(host),
    })
  })

  it("gives up on a host that takes the connection and says nothing", async () => {
    const silent: TcpServer = createServer((socket) => socket.resume().on("error", () => undefined))
    const port = await listening(silent)
    open.push({ close: () => closed(silent, () => undefined) })
    const connecting = connectorFor([], withKey).connect(targetAt(port), { timeoutMs: 200 })
    await expect(connecting).rejects.toMatchObject({ code: "ssh-timeout" })
  })

  it.each([
    ["a mail server, which waits", "220 mx01.example.edu ESMTP Postfix\r\n", false],
    ["a web server, which hangs up", "HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n", true],
  ])("says that it is no SSH server what it found, in its words: %s", async (_, words, hangsUp) => {
    const other: TcpServer = createServer((socket) => {
      socket
        .resume()
        .on("error", () => undefined)
        .write(words)
      if (hangsUp) socket.end()
    })
    const port = await listening(other)
    open.push({ close: () => closed(other, () => undefined) })
    const connecting = connectorFor([], withKey).connect(targetAt(port), { timeoutMs: 1_000 })
    await expect(connecting).rejects.toMatchObject({
      code: "ssh-protocol",
      message: `${host}: what answers at 127.0.0.1 port ${port} is no SSH server; it says: ${words.split("\r")[0]}`,
    })
  })

  it("tells a refused connection and a name that does not resolve apart", async () => {
    const gone = createServer()
    const port = await listening(gone)
    await closed(gone, () => undefined)
    const connector = connectorFor([], withKey)
    await expect(connector.connect(targetAt(port), { timeoutMs: 5_000 })).rejects.toMatchObject({
      code: "ssh-refused",
    })
    const nowhere = targetAt(22, { address: "no-such-host.invalid" })
    await expect(connector.connect(nowhere, { timeoutMs: 20_000 })).rejects.toMatchObject({
      code: "ssh-resolve",
    })
  })

  it("fails what runs when the connection is lost, and has no status for it", async () => {
    const { port, line } = await sshServer({
      accepts: anyKey,
      onExec: (_channel, _command, _input, client) => client.end(),
    })
    const session = await connectorFor([line], withKey).connect(targetAt(port), { timeoutMs: 10_000 })
    const running = session.exec({ name: "deploycrt", argv: ["x"] })
    await expect(
      running.then(
        ({ status }) => status ?? "none",
        ({ code }) => code,
      ),
    ).resolves.toMatch(/^(none|ssh-lost)$/)
    await expect(session.exec({ name: "again", argv: ["x"] })).rejects.toMatchObject({ code: "ssh-lost" })
  })

  it("has lost a connection that has ended but is yet to be closed, and keeps nothing of the command", async () => {
    const { port, line } = await sshServer({ accepts: anyKey, onExec: echo })
    const session = await connectorFor([line], withKey).connect(targetAt(port), { timeoutMs: 10_000 })
    const closing = session.close()
    const { signal } = new AbortController()
    const running = session.exec({ name: "late", argv: ["x"] }, { timeoutMs: 10_000, signal })
    await expect(running).rejects.toMatchObject({ code: "ssh-lost" })
    expect(getEventListeners(signal, "abort")).toEqual([])
    await closing
  })

  it("ends a command at its time limit", async () => {
    const { port, line } = await sshServer({ accepts: anyKey, onExec: () => undefined })
    const session = await connectorFor([line], withKey).connect(targetAt(port), { timeoutMs: 10_000 })
    await expect(session.exec({ name: "slow", argv: ["x"] }, { timeoutMs: 100 })).rejects.toMatchObject({
      code: "remote-timeout",
    })
    await session.close()
  })
})

describe("a user with sudo", () => {
  const needs = (line: string, input: string): { status: number; out: string } => {
    if (line.startsWith("sudo -n ")) return { status: 1, out: "" }
    const [password, ...rest] = input.split("\n")
    return password === "correct horse"
      ? { status: 0, out: `${line}|${rest.join("\n")}` }
      : { status: 1, out: "" }
  }
  const sudoServer = (): Promise<Running> =>
    sshServer({
      accepts: anyKey,
      onExec: (channel, command, input) => {
        const { status, out } = needs(command, input)
        channel.write(out)
        channel.exit(status)
        channel.end()
      },
    })
  const connect = async (answer: string | undefined) => {
    const { port, line } = await sudoServer()
    const connector = ssh2Connector({
      knownHosts: () => parseKnownHosts([line]),
      credentials: () => withKey,
      sudoPassword: async () => (answer === undefined ? undefined : new Secret(answer)),
    })
    return connector.connect(targetAt(port, { user: "admin" }), { timeoutMs: 10_000 })
  }

  it("hands the password to sudo ahead of the command's own input", async () => {
    const session = await connect("correct horse")
    const { stdout } = await session.exec({
      name: "x",
      argv: ["cat"],
      user: "zimbra",
      stdin: new Secret("the key"),
    })
    expect(stdout).toBe("sudo -k -S -p '' -H -u zimbra -- cat|the key")
    await session.close()
  })

  it.each([["wrong"], [undefined]])("stops with one clear error when sudo refuses (%s)", async (answer) => {
    const session = await connect(answer)
    const running = session.exec({ name: "x", argv: ["cat"], user: "zimbra" })
    await expect(running).rejects.toMatchObject({
      code: "ssh-auth",
      hint: expect.stringContaining("--ask-sudo-password"),
    })
    await session.close()
  })
})

describe("a command that a signal ends", () => {
  it("has that signal and no exit status", async () => {
    const { port, line } = await sshServer({
      accepts: anyKey,
      onExec: (channel) => {
        channel.write("half of it")
        channel.exit("KILL", false, "")
        channel.end()
      },
    })
    const session = await connectorFor([line], withKey).connect(targetAt(port), { timeoutMs: 10_000 })
    expect(await session.exec({ name: "x", argv: ["x"] })).toMatchObject({
      status: undefined,
      signal: expect.stringMatching(/KILL$/),
      stdout: "half of it",
    })
    await session.close()
  })

  it("has neither where the server says nothing of its end", async () => {
    const { port, line } = await sshServer({ accepts: anyKey, onExec: (channel) => channel.end() })
    const session = await connectorFor([line], withKey).connect(targetAt(port), { timeoutMs: 10_000 })
    expect(await session.exec({ name: "x", argv: ["x"] })).toMatchObject({
      status: undefined,
      signal: undefined,
    })
    await session.close()
  })
})

describe("a command that is interrupted", () => {
  it.each(["while it runs", "before it begins"])(
    "fails as cancelled %s, and leaves the connection as it was",
    async (when) => {
      const stop = new AbortController()
      const { port, line } = await sshServer({
        accepts: anyKey,
        onExec: (channel, command, input, client) =>
          command === "slow" ? stop.abort() : echo?.(channel, command, input, client),
      })
      const session = await connectorFor([line], withKey).connect(targetAt(port), { timeoutMs: 10_000 })
      if (when === "before it begins") stop.abort()
      const running = session.exec({ name: "slow", argv: ["slow"] }, { signal: stop.signal })
      await expect(running).rejects.toMatchObject({
        code: "cancelled",
        message: expect.stringContaining("slow"),
      })
      expect((await session.exec({ name: "next", argv: ["next"] })).stdout).toBe("next|")
      await session.close()
    },
  )
})
