import { createHash } from "node:crypto"
import { connect, type Socket } from "node:net"
import { connect as connectTls } from "node:tls"
import type { DemoHost } from "./demoFleet.js"

/** What to say before TLS on a port that starts in clear, and what the server says when it is ready. */
const opening: Readonly<Record<string, readonly (readonly [wait: RegExp, say: string | Buffer])[]>> = {
  smtp: [
    [/^220 /m, "EHLO demo.example.edu\r\n"],
    [/^250 /m, "STARTTLS\r\n"],
    [/^220 /m, ""],
  ],
  lmtp: [
    [/^220 /m, "LHLO demo.example.edu\r\n"],
    [/^250 /m, "STARTTLS\r\n"],
    [/^220 /m, ""],
  ],
  imap: [
    [/^\* OK/m, "a STARTTLS\r\n"],
    [/^a OK/m, ""],
  ],
  pop3: [
    [/^\+OK/m, "STLS\r\n"],
    [/^\+OK/m, ""],
  ],
  // RFC 4511 section 4.14.1: ExtendedRequest 1.3.6.1.4.1.1466.20037, message 1; any answer will do.
  ldap: [
    [/^/, Buffer.from("301d02010177188016312e332e362e312e342e312e313436362e3230303337", "hex")],
    [/[\s\S]{7,}/, ""],
  ],
}

/**
 * The demo's second opinion: looks at every port by a handshake that shares no code with the probe.
 * Resolves to the leaf fingerprints, host by host, ports in the order of its services.
 */
export async function lookIndependently(
  hosts: readonly DemoHost[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const seen = new Map<string, string[]>()
  for (const { entry, listeners } of hosts) {
    const looks = entry.services.map(({ service, speaks }) =>
      fingerprintAt(listeners.ports[service] ?? 0, speaks, entry.host),
    )
    seen.set(entry.host, await Promise.all(looks))
  }
  return seen
}

async function fingerprintAt(port: number, protocol: string, servername: string): Promise<string> {
  const socket = connect({ port, host: "127.0.0.1" })
  socket.setTimeout(5_000, () => socket.destroy(new Error("no answer")))
  try {
    for (const [wait, say] of opening[protocol] ?? []) {
      if (wait.source !== "^") await until(socket, wait)
      if (say !== "") socket.write(say)
    }
    return await handshake(socket, servername)
  } finally {
    socket.destroy()
  }
}

function until(socket: Socket, pattern: RegExp): Promise<void> {
  return new Promise((resolve, reject) => {
    let text = ""
    const onData = (chunk: Buffer): void => {
      text += chunk.toString("latin1")
      if (!pattern.test(text)) return
      socket.off("data", onData).off("error", reject).off("close", onClose)
      resolve()
    }
    const onClose = (): void => reject(new Error("closed before TLS"))
    socket.on("data", onData).once("error", reject).once("close", onClose)
  })
}

function handshake(socket: Socket, servername: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const secure = connectTls({ socket, servername, rejectUnauthorized: false }, () => {
      resolve(createHash("sha256").update(secure.getPeerCertificate().raw).digest("hex"))
    })
    secure.once("error", reject).once("close", () => reject(new Error("closed during the handshake")))
  })
}
