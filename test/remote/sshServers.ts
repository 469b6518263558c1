import { mkdtemp, rm } from "node:fs/promises"
import { type AddressInfo, connect as connectTcp, createServer, type Socket } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { AuthContext, Connection, ServerChannel } from "ssh2"
import ssh2 from "ssh2"
import { makeKeyPair } from "../../src/demo/sshServer.js"
import type { Credentials } from "../../src/remote/credentials.js"
import { hostKeyFingerprint, parseKnownHosts } from "../../src/remote/knownHosts.js"
import type { Connector, Target } from "../../src/remote/session.js"
import { ssh2Connector } from "../../src/remote/ssh2.js"
import { Secret } from "../../src/secret.js"

export const host = "mbs01.example.edu"
export const open: { close(): unknown }[] = []

/** What a test has opened, after it. */
export async function closeAll(): Promise<void> {
  for (const server of open.splice(0)) await server.close()
}

export interface Running {
  readonly port: number
  /** The host's line in known_hosts. */
  readonly line: string
}

export interface Behaviour {
  readonly accepts: (context: AuthContext) => boolean
  readonly methods?: ("password" | "publickey" | "keyboard-interactive")[]
  readonly onExec?: (channel: ServerChannel, command: string, input: string, client: Connection) => void
  readonly hostKeys?: readonly string[]
  /** False: never answers a request to connect onwards. */
  readonly forwards?: boolean
}

/** An SSH server that does what the test says. */
export async function sshServer(
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

export function listening(server: {
  listen(port: number, address: string, done: () => void): unknown
  address(): unknown
}): Promise<number> {
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => resolve((server.address() as AddressInfo).port))
  })
}

export function closed(server: { close(done: () => void): unknown }, end: () => void): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
    end()
  })
}

/** The path of an agent's socket, in a folder of its own; nobody listens there unless told what to do. */
export async function agentSocket(onConnection?: (socket: Socket) => void): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "agent-"))
  open.push({ close: () => rm(folder, { recursive: true }) })
  const path = join(folder, "socket")
  if (onConnection === undefined) return path
  const agent = createServer(onConnection)
  await new Promise<void>((resolve) => agent.listen(path, resolve))
  open.push({ close: () => closed(agent, () => undefined) })
  return path
}

export function connectorFor(lines: readonly string[], credentials: Credentials): Connector {
  const knownHosts = parseKnownHosts(lines)
  return ssh2Connector({ knownHosts: () => knownHosts, credentials: () => credentials })
}

export function targetAt(port: number, more: Partial<Target> = {}): Target {
  return { host, address: "127.0.0.1", port, user: "root", ...more }
}

const plain = makeKeyPair()
export const withKey: Credentials = { keys: [{ file: "id", content: new Secret(plain.private) }] }
export const anyKey = ({ method }: AuthContext): boolean => method === "publickey"
export const echo: NonNullable<Behaviour["onExec"]> = (channel, command, input) => {
  channel.write(`${command}|${input}`)
  channel.exit(0)
  channel.end()
}

/** Of a public key as OpenSSH writes it. */
export function fingerprintOf(publicKey: string): string {
  return hostKeyFingerprint(Buffer.from(publicKey.split(" ")[1] ?? "", "base64"))
}

/** One in 256 that ssh2 makes is a byte short, and unreadable: another is drawn then. */
export function encryptedKey(passphrase: string): { readonly private: string } {
  for (;;) {
    const pair = ssh2.utils.generateKeyPairSync("ed25519", { passphrase, cipher: "aes256-ctr", rounds: 4 })
    if (!(ssh2.utils.parseKey(pair.private, passphrase) instanceof Error)) return pair
  }
}
