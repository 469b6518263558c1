import { createSocket } from "node:dgram"
import { connect, createServer } from "node:net"
import packet, { type DecodedPacket, type Packet } from "dns-packet"
import type { DnsServer } from "../../src/dns/transport.js"
import { runProgram } from "../e2e/client.js"

/*
 * A resolver over name servers of the test: it asks who has the zone, follows aliases, and says what it has found secure.
 * Messages by dns-packet, validation by BIND's delv: nothing of it is the product's.
 */

export interface RecursorOptions {
  /** Asked one after the other, until one has the zone. */
  readonly servers: readonly DnsServer[]
  /** Zones that it validates, each with its own key as anchor; all others are insecure to it. */
  readonly validates?: readonly string[]
  /** Of a network namespace; 127.0.0.1 and a free port unless given. */
  readonly listen?: DnsServer
}

export interface Recursor {
  readonly server: DnsServer
  /** Names (patterns) that it answers SERVFAIL to, from now on. */
  readonly broken: RegExp[]
  readonly asked: string[]
  stop(): Promise<void>
}

const bits = { ra: 0x80, rd: 0x100, ad: 0x20, aa: 0x400, servfail: 2 }

export async function startRecursor(options: RecursorOptions): Promise<Recursor> {
  const { listen = { address: "127.0.0.1", port: 0 } } = options
  const [broken, asked]: [RegExp[], string[]] = [[], []]
  const answer = async (bytes: Buffer): Promise<Buffer> => {
    const { id, questions = [] } = packet.decode(bytes)
    const [question] = questions
    const base: Packet = { type: "response", questions, ...(id === undefined ? {} : { id }) }
    if (question === undefined) return packet.encode({ ...base, flags: bits.ra | bits.servfail })
    asked.push(`${question.name} ${question.type}`)
    const found = broken.some((one) => one.test(`${question.name} ${question.type}`))
      ? undefined
      : await resolve(options, question)
    if (found === undefined) return packet.encode({ ...base, flags: bits.ra | bits.rd | bits.servfail })
    const secure = await isSecure(options, question)
    const flags = bits.ra | bits.rd | (secure ? bits.ad : 0) | found.code
    return packet.encode({ ...base, flags, answers: found.answers, authorities: found.authorities })
  }
  const tcp = createServer((socket) => {
    socket.on("error", () => undefined)
    socket.once("data", (bytes: Buffer) => {
      void answer(bytes.subarray(2)).then((reply) => {
        const length = Buffer.alloc(2)
        length.writeUInt16BE(reply.length)
        socket.end(Buffer.concat([length, reply]))
      })
    })
  })
  await new Promise<void>((done) => tcp.listen(listen.port, listen.address, done))
  const { port } = tcp.address() as { port: number }
  const udp = createSocket("udp4")
  udp.on("message", (bytes: Buffer, from) => {
    void answer(bytes).then((reply) => {
      // Too long for a packet: cut short after the question, so that it is asked for over TCP.
      const fits = reply.length <= 1232
      const short = (): Buffer => {
        const { id, questions } = packet.decode(reply)
        return packet.encode({
          type: "response",
          ...(id && { id }),
          ...(questions && { questions }),
          flags: 0x200,
        })
      }
      udp.send(fits ? reply : short(), from.port, from.address)
    })
  })
  await new Promise<void>((done) => udp.bind(port, listen.address, done))
  return {
    ...{ server: { address: listen.address, port }, broken, asked },
    stop: async () => {
      udp.close()
      await new Promise((done) => tcp.close(done))
    },
  }
}

interface Found {
  readonly code: number
  readonly answers: NonNullable<Packet["answers"]>
  readonly authorities: NonNullable<Packet["authorities"]>
}

async function resolve(
  { servers }: RecursorOptions,
  question: NonNullable<Packet["questions"]>[number],
): Promise<Found | undefined> {
  const answers: NonNullable<Packet["answers"]> = []
  for (let { name } = question, aliases = 0; aliases < 8; aliases++) {
    const reply = await firstWithZone(servers, { ...question, name })
    if (reply === undefined) return undefined
    answers.push(...(reply.answers ?? []))
    const target = (reply.answers ?? []).flatMap((one) => (one.type === "CNAME" ? [one.data] : [])).at(-1)
    const isThere = (reply.answers ?? []).some((one) => one.type === question.type)
    if (isThere || target === undefined)
      return { code: codes[reply.rcode] ?? 2, answers, authorities: reply.authorities ?? [] }
    name = target
  }
  return undefined
}

const codes: Readonly<Record<string, number>> = { NOERROR: 0, NXDOMAIN: 3 }

async function firstWithZone(
  servers: readonly DnsServer[],
  question: NonNullable<Packet["questions"]>[number],
): Promise<(DecodedPacket & { rcode: string }) | undefined> {
  for (const server of servers) {
    const bytes = await overTcp(server, packet.encode({ type: "query", id: 1, questions: [question] })).catch(
      () => undefined,
    )
    if (bytes === undefined) continue
    const reply = packet.decode(bytes) as DecodedPacket & { rcode: string; flag_aa: boolean }
    if (reply.flag_aa) return reply
  }
  return undefined
}

function overTcp({ address, port }: DnsServer, message: Buffer): Promise<Buffer> {
  return new Promise((done, fail) => {
    const socket = connect(port, address)
    let got = Buffer.alloc(0)
    socket.once("error", fail).once("close", () => fail(new Error("closed")))
    socket.on("data", (part: Buffer) => {
      got = Buffer.concat([got, part])
      if (got.length < 2 || got.length < 2 + got.readUInt16BE(0)) return
      socket.destroy()
      done(got.subarray(2, 2 + got.readUInt16BE(0)))
    })
    const length = Buffer.alloc(2)
    length.writeUInt16BE(message.length)
    socket.write(Buffer.concat([length, message]))
  })
}

/** By BIND's validator, with the zone's own key as anchor; the answer of a process is kept: delv takes its time. */
async function isSecure(
  { servers: [server], validates = [] }: RecursorOptions,
  { name, type }: { readonly name: string; readonly type: string },
): Promise<boolean> {
  const zone = validates.find((one) => name === one || name.endsWith(`.${one}`))
  if (zone === undefined || server === undefined) return false
  const at = [`@${server.address}`, "-p", `${server.port}`]
  const key = await runProgram("dig", [...at, "+short", zone, "DNSKEY"])
  const [flags, protocol, algorithm, ...data] = key.stdout.trim().split("\n")[0]?.split(" ") ?? []
  const anchor = `trust-anchors { ${zone}. static-key ${flags} ${protocol} ${algorithm} "${data.join("")}"; };\n`
  const validated = await runProgram(
    "sh",
    [
      ...["-c", 'f=$(mktemp); cat > "$f"; delv "$@" -a "$f"; rm "$f"', "sh"],
      ...[...at, `+root=${zone}`, name, type],
    ],
    { input: anchor },
  )
  return validated.stdout.includes("fully validated") && !validated.stdout.includes("unsigned")
}
