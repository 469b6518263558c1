import type { AddressInfo } from "node:net"
import type { Duplex } from "node:stream"
import type { AuthContext, Connection, ServerChannel, Session } from "ssh2"
import ssh2 from "ssh2"
import type { ExecResult } from "../remote/session.js"
import type { HostFiles } from "./hostFiles.js"
import { serveFiles } from "./sftp.js"

export interface SshHost {
  readonly files: HostFiles
  runLine(loginUser: string, line: string, stdin: Uint8Array): Promise<ExecResult>
  connect(place: { readonly address: string; readonly port: number }): Promise<Duplex>
}

export interface EmbeddedSshServer {
  readonly port: number
  /** One line of known_hosts, without the name. */
  readonly hostKey: string
  close(): Promise<void>
}

export interface SshServerOptions {
  readonly host: SshHost
  /** Who may log in, with this one public key (OpenSSH format). */
  readonly users: readonly string[]
  readonly publicKey: string
}

/**
 * A key pair in OpenSSH's formats, to log in with or to be known by; it lives as long as the demo.
 * One in 256 of ssh2's making is one byte short and unreadable: another is drawn then.
 */
export function makeKeyPair(): { readonly private: string; readonly public: string } {
  for (;;) {
    const pair = ssh2.utils.generateKeyPairSync("ed25519")
    if (!(ssh2.utils.parseKey(pair.private) instanceof Error)) return pair
  }
}

/** An SSH server on loopback for one embedded host: log-in by key, commands, SFTP. */
export async function startSshServer(options: SshServerOptions): Promise<EmbeddedSshServer> {
  const key = makeKeyPair()
  const connections = new Set<Connection>()
  const server = new ssh2.Server({ hostKeys: [key.private], ident: "embedded" }, (client) => {
    connections.add(client)
    client.on("close", () => connections.delete(client))
    client.on("error", () => client.end())
    serve(client, options)
  })
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject)
    server.listen(0, "127.0.0.1", resolve)
  })
  return {
    port: (server.address() as AddressInfo).port,
    hostKey: key.public.trim(),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        for (const client of connections) client.end()
      }),
  }
}

function serve(client: Connection, { host, users, publicKey }: SshServerOptions): void {
  let user = ""
  client.on("authentication", (context) => {
    if (!isAllowed(context, users, publicKey)) return context.reject(["publickey"])
    user = context.username
    context.accept()
  })
  client.on("ready", () => {
    client.on("session", (accept) => serveSession(accept(), host, () => user))
    client.on("tcpip", (accept, reject, { destIP, destPort }) => {
      host.connect({ address: destIP, port: destPort }).then((socket) => join(accept(), socket), reject)
    })
  })
}

/** Passes everything on, both ways, until both sides have ended. */
function join(channel: ServerChannel, socket: Duplex): void {
  channel.on("error", () => socket.destroy())
  channel.on("close", () => socket.destroy())
  socket.on("error", () => channel.close())
  socket.on("close", () => channel.close())
  channel.pipe(socket).pipe(channel)
}

function isAllowed(context: AuthContext, users: readonly string[], publicKey: string): boolean {
  if (context.method !== "publickey" || !users.includes(context.username)) return false
  const allowed = ssh2.utils.parseKey(publicKey)
  if (allowed instanceof Error || Array.isArray(allowed)) return false
  if (!allowed.getPublicSSH().equals(context.key.data)) return false
  // Without a signature the client only asks whether this key would do.
  if (context.signature === undefined || context.blob === undefined) return true
  return allowed.verify(context.blob, context.signature, context.hashAlgo) === true
}

function serveSession(session: Session, host: SshHost, user: () => string): void {
  session.on("exec", (accept, _reject, { command }) => {
    const channel: ServerChannel = accept()
    const input: Buffer[] = []
    channel.on("error", () => undefined)
    channel.on("data", (chunk: Buffer) => input.push(chunk))
    channel.on("end", () => void answer(channel, host.runLine(user(), command, Buffer.concat(input))))
  })
  session.on("sftp", (accept) => serveFiles(accept(), host.files))
}

async function answer(channel: ServerChannel, running: Promise<ExecResult>): Promise<void> {
  const result = await running.catch((error: unknown): ExecResult => {
    return { status: 255, signal: undefined, stdout: "", stderr: `${String(error)}\n` }
  })
  if (channel.destroyed) return
  channel.stderr.write(result.stderr)
  channel.write(result.stdout)
  channel.exit(result.status ?? 255)
  channel.end()
}
