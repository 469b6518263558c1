/** DNS over UDP and TCP: RFC 1035 section 4.2, RFC 7766. */
import { createSocket } from "node:dgram"
import type { Socket } from "node:net"
import { isIPv6 } from "node:net"
import { dial } from "../dial.js"

export interface DnsServer {
  /** An IP address. */
  readonly address: string
  readonly port: number
}

export interface DnsRequest {
  readonly server: DnsServer
  readonly message: Uint8Array
  readonly over: "udp" | "tcp"
  /** Whether what came is an answer to this message; over UDP everything else is as if it had not come. */
  readonly accepts: (reply: Uint8Array) => boolean
  /** Ends the wait. */
  readonly signal: AbortSignal
}

/** Sends one message and waits for its answer; rejects with the system's error, or with the signal's reason. */
export type DnsTransport = (request: DnsRequest) => Promise<Uint8Array>

/** The transport of a process: a socket a message, so that each comes from a port of its own, which the system draws. */
export const networkTransport: DnsTransport = (request) =>
  request.over === "udp" ? overUdp(request) : overTcp(request)

function overUdp({ server, message, accepts, signal }: DnsRequest): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason)
    const socket = createSocket(isIPv6(server.address) ? "udp6" : "udp4")
    const end = (then: () => void): void => {
      signal.removeEventListener("abort", onAbort)
      socket.removeAllListeners().on("error", () => undefined)
      socket.close()
      then()
    }
    const onAbort = (): void => end(() => reject(signal.reason))
    signal.addEventListener("abort", onAbort, { once: true })
    socket.once("error", (error) => end(() => reject(error)))
    // RFC 5452 section 9: what does not fit is not the answer, but maybe somebody's attempt at one.
    socket.on("message", (reply) => {
      if (accepts(reply)) end(() => resolve(reply))
    })
    // Connected: the system drops what comes from elsewhere, and says when nobody listens there.
    socket.connect(server.port, server.address, () => socket.send(message))
  })
}

async function overTcp({ server, message, accepts, signal }: DnsRequest): Promise<Uint8Array> {
  const socket = await dial({ host: server.address, port: server.port, signal })
  try {
    const length = Buffer.alloc(2)
    length.writeUInt16BE(message.length)
    socket.write(Buffer.concat([length, message]))
    const reply = await oneMessage(socket, signal)
    if (!accepts(reply)) throw new Error("an answer to another question")
    return reply
  } finally {
    socket.destroy()
  }
}

function oneMessage(socket: Socket, signal: AbortSignal): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    let received = Buffer.alloc(0)
    signal.addEventListener("abort", () => reject(signal.reason), { once: true })
    socket
      .once("error", reject)
      .once("close", () => reject(new Error("the connection ends before its answer")))
    socket.on("data", (part: Buffer) => {
      received = Buffer.concat([received, part])
      if (received.length < 2) return
      const end = 2 + received.readUInt16BE(0)
      if (received.length >= end) resolve(received.subarray(2, end))
    })
  })
}
