import { createSocket, type RemoteInfo } from "node:dgram"
import { createServer } from "node:net"
import type { DnsServer } from "../../src/dns/transport.js"

/** What a question is answered with, in turn; over TCP one. */
export type Script = (question: Buffer, over: "udp" | "tcp") => readonly Buffer[]

export interface ScriptedServer {
  readonly server: DnsServer
  /** What was asked, with the port that it came from. */
  readonly asked: readonly {
    readonly over: "udp" | "tcp"
    readonly port: number
    readonly question: Buffer
  }[]
  stop(): Promise<void>
}

/** A DNS server that says what a test wants: its bytes are the test's, read by no code of the product. */
export async function scriptedServer(script: Script): Promise<ScriptedServer> {
  const asked: { over: "udp" | "tcp"; port: number; question: Buffer }[] = []
  const tcp = createServer((socket) => {
    socket.on("error", () => undefined)
    socket.once("data", (bytes: Buffer) => {
      asked.push({ over: "tcp", port: socket.remotePort ?? 0, question: bytes.subarray(2) })
      for (const answer of script(bytes.subarray(2), "tcp")) {
        const length = Buffer.alloc(2)
        length.writeUInt16BE(answer.length)
        // In two pieces: a stream keeps no borders.
        socket.write(length)
        socket.end(answer)
      }
    })
  })
  await new Promise<void>((resolve) => tcp.listen(0, "127.0.0.1", resolve))
  const { port } = tcp.address() as { port: number }
  const udp = createSocket("udp4")
  udp.on("message", (question: Buffer, from: RemoteInfo) => {
    asked.push({ over: "udp", port: from.port, question })
    for (const answer of script(question, "udp")) udp.send(answer, from.port, from.address)
  })
  await new Promise<void>((resolve) => udp.bind(port, "127.0.0.1", resolve))
  return {
    ...{ server: { address: "127.0.0.1", port }, asked },
    stop: async () => {
      udp.close()
      await new Promise((resolve) => tcp.close(resolve))
    },
  }
}

/** The question's own header and question, as an answer with these bits and records; RFC 1035 section 4.1. */
export function answerTo(question: Buffer, bits: number, records: readonly Buffer[] = []): Buffer {
  const end = question.indexOf(0, 12) + 5
  const answer = Buffer.concat([question.subarray(0, end), ...records])
  answer.writeUInt16BE(bits, 2)
  answer.writeUInt16BE(records.length, 6)
  answer.writeUInt32BE(0, 8)
  return answer
}

/** A record of the question's name (a pointer to it) with data as it stands. */
export function recordOf(type: number, data: Buffer, ttl = 60): Buffer {
  const head = Buffer.alloc(12)
  head.writeUInt16BE(0xc00c, 0)
  head.writeUInt16BE(type, 2)
  head.writeUInt16BE(1, 4)
  head.writeUInt32BE(ttl, 6)
  head.writeUInt16BE(data.length, 10)
  return Buffer.concat([head, data])
}
