/** Transaction signatures: RFC 8945. A message and its answer are signed with a key that both sides have. */
import { createHmac, timingSafeEqual } from "node:crypto"
import type { Secret } from "../secret.js"
import { MalformedMessage, nameBytes, readName } from "./domainName.js"
import { numbers } from "./message.js"
import { classes, recordTypes } from "./recordTypes.js"

export const tsigAlgorithms = {
  "hmac-sha256": "sha256",
  "hmac-sha384": "sha384",
  "hmac-sha512": "sha512",
} as const
export type TsigAlgorithm = keyof typeof tsigAlgorithms

export interface TsigKey {
  readonly name: string
  readonly algorithm: TsigAlgorithm
  /** The key's octets, decoded. */
  readonly secret: Secret
}

/** RFC 8945 section 10: seconds that two clocks may differ. */
const fudgeSeconds = 300

export interface SignedMessage {
  readonly bytes: Buffer
  /** Goes into the answer's signature. */
  readonly mac: Buffer
}

/** What a TSIG record says. */
export interface Tsig {
  readonly keyName: string
  readonly algorithm: string
  /** Seconds since the epoch. */
  readonly time: number
  readonly fudge: number
  readonly mac: Buffer
  readonly originalId: number
  /** 0, or 16 BADSIG, 17 BADKEY, 18 BADTIME, 22 BADTRUNC. */
  readonly error: number
  readonly other: Buffer
}

/** @param now milliseconds since the epoch */
export function signMessage(message: Buffer, key: TsigKey, now: number): SignedMessage {
  const time = Math.floor(now / 1000)
  const said = { time, fudge: fudgeSeconds, error: 0, other: Buffer.alloc(0) }
  const mac = macOf(key, [message, variables(key.name, key.algorithm, said)])
  const id = message.readUInt16BE(0)
  const data = Buffer.concat([
    ...[nameBytes(key.algorithm), seconds48(time), numbers(fudgeSeconds, mac.length), mac],
    numbers(id, said.error, said.other.length),
  ])
  const record = Buffer.concat([
    nameBytes(key.name),
    numbers(recordTypes.TSIG, classes.ANY, 0, 0, data.length),
    data,
  ])
  return { bytes: withAdditional(message, 1, record), mac }
}

/** The same message with more or fewer additional records. */
function withAdditional(message: Buffer, more: number, tail: Buffer): Buffer {
  const bytes = Buffer.concat([message, tail])
  bytes.writeUInt16BE(message.readUInt16BE(10) + more, 10)
  return bytes
}

function macOf({ algorithm, secret }: TsigKey, parts: readonly Buffer[]): Buffer {
  const hmac = createHmac(tsigAlgorithms[algorithm], secret.reveal())
  for (const part of parts) hmac.update(part)
  return hmac.digest()
}

/** RFC 8945 section 4.3.3. */
function variables(
  keyName: string,
  algorithm: string,
  { time, fudge, error, other }: Pick<Tsig, "time" | "fudge" | "error" | "other">,
): Buffer {
  return Buffer.concat([
    ...[nameBytes(keyName), numbers(classes.ANY, 0, 0), nameBytes(algorithm), seconds48(time)],
    ...[numbers(fudge, error, other.length), other],
  ])
}

function seconds48(time: number): Buffer {
  const bytes = Buffer.alloc(6)
  bytes.writeUIntBE(time, 0, 6)
  return bytes
}

/**
 * Reads the TSIG record at the end of a message.
 *
 * @param at where it begins
 * @throws MalformedMessage
 */
export function readTsig(message: Buffer, at: number): Tsig {
  const owner = readName(message, at)
  const algorithm = readName(message, owner.end + 10)
  const rest = new Fields(message, algorithm.end)
  const [time, fudge] = [rest.take(6).readUIntBE(0, 6), rest.number()]
  const mac = rest.take(rest.number())
  const [originalId, error] = [rest.number(), rest.number()]
  const said = { keyName: owner.name, algorithm: algorithm.name, time, fudge, mac, originalId, error }
  return { ...said, other: rest.take(rest.number()) }
}

class Fields {
  readonly #bytes: Buffer
  #at: number

  constructor(bytes: Buffer, at: number) {
    this.#bytes = bytes
    this.#at = at
  }

  take(length: number): Buffer {
    const part = this.#bytes.subarray(this.#at, this.#at + length)
    if (part.length < length) throw new MalformedMessage("a TSIG record is cut short")
    this.#at += length
    return part
  }

  number(): number {
    return this.take(2).readUInt16BE(0)
  }
}

/**
 * Whether an answer was signed with the key for exactly this request: RFC 8945 section 5.3. A shortened MAC is none.
 *
 * @param requestMac what `signMessage` gave
 */
export function isSignedWith(answer: Buffer, at: number, key: TsigKey, requestMac: Buffer): boolean {
  const tsig = readTsig(answer, at)
  if (tsig.keyName !== readName(nameBytes(key.name), 0).name || tsig.algorithm !== key.algorithm) return false
  const unsigned = withAdditional(answer.subarray(0, at), -1, Buffer.alloc(0))
  unsigned.writeUInt16BE(tsig.originalId, 0)
  const own = macOf(key, [
    ...[numbers(requestMac.length), requestMac, unsigned],
    variables(key.name, key.algorithm, tsig),
  ])
  return own.length === tsig.mac.length && timingSafeEqual(own, tsig.mac)
}
