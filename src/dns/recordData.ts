/** What a record says: RFC 1035 (A, NS, CNAME, SOA, MX, TXT), 3596 (AAAA), 6672 (DNAME), 6698 (TLSA), 8659 (CAA). */
import { ipText } from "../x509/generalName.js"
import { MalformedMessage, readName } from "./domainName.js"
import { recordTypes } from "./recordTypes.js"

export type RecordData =
  | { readonly type: "A" | "AAAA"; readonly address: string }
  | { readonly type: "NS" | "CNAME" | "DNAME"; readonly target: string }
  | { readonly type: "MX"; readonly preference: number; readonly exchange: string }
  | {
      readonly type: "SOA"
      readonly primary: string
      readonly serial: number
      /** Seconds that "there is none" may be kept (RFC 2308 section 4). */
      readonly minimum: number
    }
  /** Its strings, joined. */
  | { readonly type: "TXT"; readonly text: string }
  | { readonly type: "CAA"; readonly critical: boolean; readonly tag: string; readonly value: string }
  | ({ readonly type: "TLSA" } & TlsaData)
  | { readonly type: "other"; readonly code: number; readonly data: Uint8Array }

/** RFC 6698 section 2.1. */
export interface TlsaData {
  /** 0 and 1 with the public CAs' paths, 2 an anchor of one's own, 3 the server's own certificate or key. */
  readonly usage: number
  /** 0 the certificate, 1 its key. */
  readonly selector: number
  /** 0 as it is, 1 SHA-256, 2 SHA-512. */
  readonly matchingType: number
  /** Lower-case hex. */
  readonly data: string
}

/** @throws MalformedMessage */
export function readRecordData(message: Buffer, code: number, start: number, end: number): RecordData {
  const data = message.subarray(start, end)
  const reader = readers.get(code)
  return reader === undefined ? { type: "other", code, data } : reader({ message, data, start, end })
}

interface Field {
  readonly message: Buffer
  readonly data: Buffer
  readonly start: number
  readonly end: number
}
type Reader = (field: Field) => RecordData

const readers: ReadonlyMap<number, Reader> = new Map<number, Reader>([
  [recordTypes.A, ({ data }) => ({ type: "A", address: ipText(exactly(data, 4)) })],
  [recordTypes.AAAA, ({ data }) => ({ type: "AAAA", address: ipText(exactly(data, 16)) })],
  ...(["NS", "CNAME", "DNAME"] as const).map((type): [number, Reader] => [
    recordTypes[type],
    (field) => ({ type, target: lastName(field, field.start) }),
  ]),
  [
    recordTypes.MX,
    (field) => ({
      type: "MX",
      preference: atLeast(field.data, 2).readUInt16BE(0),
      exchange: lastName(field, field.start + 2),
    }),
  ],
  [recordTypes.SOA, soaOf],
  [recordTypes.TXT, ({ data }) => ({ type: "TXT", text: textOf(data) })],
  [recordTypes.CAA, caaOf],
  [recordTypes.TLSA, tlsaOf],
])

function exactly(data: Buffer, length: number): Buffer {
  if (data.length !== length) throw new MalformedMessage("an address of a strange length")
  return data
}

function atLeast(data: Buffer, length: number): Buffer {
  if (data.length < length) throw new MalformedMessage("a record is cut short")
  return data
}

function lastName({ message, end }: Field, at: number): string {
  const read = readName(message.subarray(0, end), at)
  if (read.end !== end) throw new MalformedMessage("a record has more than its name")
  return read.name
}

function soaOf({ message, start, end }: Field): RecordData {
  const primary = readName(message.subarray(0, end), start)
  const contact = readName(message.subarray(0, end), primary.end)
  const numbers = atLeast(message.subarray(contact.end, end), 20)
  return {
    ...{ type: "SOA", primary: primary.name },
    ...{ serial: numbers.readUInt32BE(0), minimum: numbers.readUInt32BE(16) },
  }
}

function textOf(data: Buffer): string {
  const parts: Buffer[] = []
  for (let at = 0; at < data.length; ) {
    const length = data[at] ?? 0
    const part = data.subarray(at + 1, at + 1 + length)
    if (part.length < length) throw new MalformedMessage("a text is cut short")
    parts.push(part)
    at += length + 1
  }
  return Buffer.concat(parts).toString("utf8")
}

/** RFC 8659 section 4.1. */
function caaOf({ data }: Field): RecordData {
  const [flags = 0, length = 0] = atLeast(data, 2)
  const tag = data.subarray(2, 2 + length)
  if (length === 0 || tag.length < length) throw new MalformedMessage("a CAA record without a tag")
  return {
    ...{ type: "CAA", critical: (flags & 0x80) !== 0, tag: tag.toString("latin1").toLowerCase() },
    value: data.subarray(2 + length).toString("utf8"),
  }
}

function tlsaOf({ data }: Field): RecordData {
  const [usage = 0, selector = 0, matchingType = 0] = atLeast(data, 3)
  return { type: "TLSA", usage, selector, matchingType, data: data.subarray(3).toString("hex") }
}

/** The strings of a text, 255 octets each at most. */
export function txtBytes(text: string): Buffer {
  const bytes = Buffer.from(text, "utf8")
  const parts: Buffer[] = []
  for (let at = 0; at === 0 || at < bytes.length; at += 255) {
    const part = bytes.subarray(at, at + 255)
    parts.push(Buffer.of(part.length), part)
  }
  return Buffer.concat(parts)
}
