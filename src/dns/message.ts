/** Messages: RFC 1035 section 4, with the OPT record of RFC 6891 and the AD bit of RFC 6840 section 5.7. */
import { MalformedMessage, nameBytes, readName } from "./domainName.js"
import { type RecordData, readRecordData } from "./recordData.js"
import { classes, opcodes, type RecordType, recordTypes } from "./recordTypes.js"

export interface Question {
  /** Without its final full stop. */
  readonly name: string
  readonly type: RecordType
}

export type DnsRecord = {
  /** Lower case, without a final full stop. */
  readonly name: string
  /** Seconds. */
  readonly ttl: number
} & RecordData

export interface DnsMessage {
  readonly id: number
  readonly isReply: boolean
  readonly opcode: number
  /** RCODE, with the upper bits of the OPT record where there is one. */
  readonly code: number
  /** The server has it from its own zone (AA). */
  readonly isAuthoritative: boolean
  readonly isTruncated: boolean
  /** The server says that it has validated it (AD): as good as the server, and the way to it. */
  readonly isAuthenticated: boolean
  readonly questions: readonly { readonly name: string; readonly type: number; readonly class: number }[]
  readonly answers: readonly DnsRecord[]
  readonly authority: readonly DnsRecord[]
  readonly additional: readonly DnsRecord[]
  /** Where the last record begins if it is a TSIG record. */
  readonly tsigAt: number | undefined
}

const flags = { reply: 0x8000, authoritative: 0x0400, truncated: 0x0200, recursion: 0x0100, authentic: 0x20 }
const headerBytes = 12
/** What goes through every network in one piece: the DNS flag day of 2020. */
const udpBytes = 1232

export interface QueryOptions {
  readonly id: number
  /** Whether the server is to ask others; not wanted of an authoritative one. */
  readonly recursion: boolean
  /** Servers of before RFC 6891 answer FORMERR to an OPT record. */
  readonly edns?: boolean
}

export function queryBytes({ name, type }: Question, { id, recursion, edns = true }: QueryOptions): Buffer {
  const bits = flags.authentic | (recursion ? flags.recursion : 0)
  const question = Buffer.concat([nameBytes(name), numbers(recordTypes[type], classes.IN)])
  const head = numbers(id, (opcodes.query << 11) | bits, 1, 0, 0, edns ? 1 : 0)
  const opt = Buffer.concat([Buffer.of(0), numbers(recordTypes.OPT, udpBytes, 0, 0, 0)])
  return Buffer.concat([head, question, ...(edns ? [opt] : [])])
}

/** Numbers of 16 bits. */
export function numbers(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 2)
  for (const [index, value] of values.entries()) bytes.writeUInt16BE(value, index * 2)
  return bytes
}

/** @throws MalformedMessage, whatever the bytes are */
export function readMessage(bytes: Uint8Array): DnsMessage {
  const message = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (message.length < headerBytes) throw new MalformedMessage("shorter than a header")
  const bits = message.readUInt16BE(2)
  const cursor = { at: headerBytes }
  const questions = times(message.readUInt16BE(4), () => readQuestion(message, cursor))
  const [answers = [], authority = [], additional = []] = [6, 8, 10].map((at) =>
    times(message.readUInt16BE(at), () => readRecord(message, cursor)),
  )
  if (cursor.at !== message.length) throw new MalformedMessage("octets after the last record")
  const opt = additional.find(({ code }) => code === recordTypes.OPT)
  const last = additional.at(-1)
  return {
    ...{ id: message.readUInt16BE(0), questions, opcode: (bits >> 11) & 0xf },
    // RFC 6891 section 6.1.3: the upper eight bits stand where others have their TTL.
    code: (bits & 0xf) | (opt === undefined ? 0 : (opt.record.ttl >>> 24) << 4),
    isReply: (bits & flags.reply) !== 0,
    isAuthoritative: (bits & flags.authoritative) !== 0,
    isTruncated: (bits & flags.truncated) !== 0,
    isAuthenticated: (bits & flags.authentic) !== 0,
    ...{ answers: ofClass(answers), authority: ofClass(authority), additional: ofClass(additional) },
    tsigAt: last?.code === recordTypes.TSIG ? last.at : undefined,
  }
}

interface Cursor {
  at: number
}
interface ReadRecord {
  readonly at: number
  readonly code: number
  readonly class: number
  readonly record: DnsRecord
}

/** A count is the sender's; the first record that is not there ends it. */
function times<T>(count: number, read: () => T): T[] {
  const found: T[] = []
  while (found.length < count) found.push(read())
  return found
}

function ofClass(records: readonly ReadRecord[]): DnsRecord[] {
  return records.flatMap((one) => (one.class === classes.IN ? [one.record] : []))
}

function readQuestion(message: Buffer, cursor: Cursor): DnsMessage["questions"][number] {
  const { name, end } = readName(message, cursor.at)
  if (end + 4 > message.length) throw new MalformedMessage("a question is cut short")
  cursor.at = end + 4
  return { name, type: message.readUInt16BE(end), class: message.readUInt16BE(end + 2) }
}

function readRecord(message: Buffer, cursor: Cursor): ReadRecord {
  const { at } = cursor
  const { name, end } = readName(message, at)
  const start = end + 10
  if (start > message.length) throw new MalformedMessage("a record is cut short")
  const [code, own] = [message.readUInt16BE(end), message.readUInt16BE(end + 2)]
  const after = start + message.readUInt16BE(end + 8)
  if (after > message.length) throw new MalformedMessage("a record is cut short")
  cursor.at = after
  const isPlain = own === classes.IN
  const data: RecordData = isPlain
    ? readRecordData(message, code, start, after)
    : { type: "other", code, data: message.subarray(start, after) }
  return { at, code, class: own, record: { name, ttl: message.readUInt32BE(end + 4), ...data } }
}
