/** PKCS #12 (RFC 7292): certificates and keys behind a password. Rounds of key derivation are counted. */
import { timingSafeEqual } from "node:crypto"
import type { Secret } from "../secret.js"
import { berToDer } from "./ber.js"
import { content, contextTag, DerReader, encoded, malformed, readWhole, tags, Work } from "./der.js"
import { readOid, readSmallInteger } from "./derValues.js"
import { attempt, type Problem } from "./parsed.js"
import {
  type Derivation,
  decryptPbe,
  macOf,
  type Opening,
  pbmac1,
  pbmac1Of,
  Rounds,
  readRounds,
  WrongPassword,
} from "./pkcs12Crypto.js"
import { decryptRc2 } from "./rc2.js"

/** What was in it; `rounds` of key derivation is what reading took. */
export type ReadPkcs12 =
  | {
      readonly ok: true
      /** Each as its own DER, in the order of the file. */
      readonly certificates: readonly Uint8Array[]
      /** Each a PKCS #8 PrivateKeyInfo. */
      readonly keys: readonly Uint8Array[]
      readonly rounds: number
    }
  | { readonly ok: false; readonly wrongPassword: true; readonly rounds: number }
  | { readonly ok: false; readonly wrongPassword: false; readonly problem: Problem; readonly rounds: number }

const data = "1.2.840.113549.1.7.1"
const encryptedData = "1.2.840.113549.1.7.6"
const bags = {
  key: "1.2.840.113549.1.12.10.1.1",
  shroudedKey: "1.2.840.113549.1.12.10.1.2",
  certificate: "1.2.840.113549.1.12.10.1.3",
} as const
const x509Certificate = "1.2.840.113549.1.9.22.1"

/** Opens a PKCS #12 file. The MAC is checked first, so a wrong password is told from damage. */
export function readPkcs12(bytes: Uint8Array, password: Secret): ReadPkcs12 {
  const rounds = new Rounds()
  try {
    const read = attempt(() => {
      const definite = berToDer(bytes)
      if (!definite.ok) return malformed(definite.problem.kind, definite.problem.message)
      return readWhole(definite.value, new Work(), "the PKCS #12 file", (reader) =>
        readPfx(reader, { password, rounds, rc2: decryptRc2 }),
      )
    })
    return read.ok
      ? { ok: true, ...read.value, rounds: rounds.spent }
      : { ok: false, wrongPassword: false, problem: read.problem, rounds: rounds.spent }
  } catch (error) {
    if (error instanceof WrongPassword) return { ok: false, wrongPassword: true, rounds: rounds.spent }
    throw error
  }
}

interface Contents {
  readonly certificates: Uint8Array[]
  readonly keys: Uint8Array[]
}

function readPfx(reader: DerReader, opening: Opening): Contents {
  const version = reader.read(tags.integer, "the version")
  if (readSmallInteger(version, "the version") !== 3) malformed("version", "not a PKCS #12 file of version 3")
  const safe = readData(reader.enter(tags.sequence, "the authenticated safe"))
  const mac = reader.optional(tags.sequence)
  if (mac !== undefined) checkMac(reader.inside(mac), safe, opening)
  const contents: Contents = { certificates: [], keys: [] }
  const list = nested(safe).enter(tags.sequence, "the list of contents")
  while (!list.atEnd) {
    const bagList = readSafeContents(list.enter(tags.sequence, "a content"), opening)
    const safeBags = nested(bagList).enter(tags.sequence, "the bags")
    while (!safeBags.atEnd) readBag(safeBags.enter(tags.sequence, "a bag"), contents, opening)
  }
  return contents
}

/** Strings inside strings are BER again. */
function nested(bytes: Uint8Array): DerReader {
  const definite = berToDer(bytes)
  if (!definite.ok) return malformed(definite.problem.kind, definite.problem.message)
  return new DerReader(definite.value, new Work())
}

function readData(reader: DerReader): Uint8Array {
  const type = readOid(reader.read(tags.oid, "the type of content"))
  if (type !== data) malformed("structure", "a PKCS #12 file that is signed with a public key")
  return content(reader.enter(contextTag(0, true), "the content").read(tags.octetString, "the content"))
}

function readSafeContents(reader: DerReader, opening: Opening): Uint8Array {
  const type = readOid(reader.read(tags.oid, "the type of content"))
  const inner = reader.enter(contextTag(0, true), "the content")
  if (type === data) return content(inner.read(tags.octetString, "the content"))
  if (type !== encryptedData) return malformed("structure", "content that is encrypted for a public key")
  const envelope = inner.enter(tags.sequence, "the encrypted data")
  envelope.read(tags.integer, "the version")
  const info = envelope.enter(tags.sequence, "the encrypted content")
  info.read(tags.oid, "the type of the encrypted content")
  const algorithm = info.enter(tags.sequence, "the encryption algorithm")
  // IMPLICIT [0] OCTET STRING: in BER it may come in pieces.
  const pieces = info.next()
  return decryptPbe(algorithm, octets(pieces.tag, content(pieces)), opening)
}

function octets(tag: number, value: Uint8Array): Uint8Array {
  if (tag === contextTag(0)) return value
  const reader = new DerReader(value, new Work())
  const parts: Uint8Array[] = []
  while (!reader.atEnd) parts.push(content(reader.read(tags.octetString, "a piece of the content")))
  return Buffer.concat(parts)
}

function readBag(reader: DerReader, contents: Contents, opening: Opening): void {
  const type = readOid(reader.read(tags.oid, "the type of a bag"))
  const value = reader.enter(contextTag(0, true), "the value of a bag")
  if (type === bags.certificate) {
    const bag = value.enter(tags.sequence, "a certificate bag")
    if (readOid(bag.read(tags.oid, "the type of certificate")) !== x509Certificate) return
    contents.certificates.push(
      content(bag.enter(contextTag(0, true), "the certificate").read(tags.octetString, "the certificate")),
    )
  }
  if (type === bags.key) contents.keys.push(encoded(value.read(tags.sequence, "a key")))
  if (type === bags.shroudedKey) {
    const shrouded = value.enter(tags.sequence, "an encrypted key")
    const algorithm = shrouded.enter(tags.sequence, "the encryption algorithm")
    const sealed = content(shrouded.read(tags.octetString, "the encrypted key"))
    contents.keys.push(decryptPbe(algorithm, sealed, opening))
  }
}

/** RFC 7292 section 5.1: the password is proven before anything is decrypted. */
function checkMac(reader: DerReader, safe: Uint8Array, opening: Opening): void {
  const digestInfo = reader.enter(tags.sequence, "the MAC")
  const algorithm = digestInfo.enter(tags.sequence, "the MAC algorithm")
  const hash = readOid(algorithm.read(tags.oid, "the MAC algorithm"))
  const expected = content(digestInfo.read(tags.octetString, "the MAC"))
  const mac =
    hash === pbmac1
      ? pbmac1Of(algorithm.enter(tags.sequence, "the parameters of the MAC"), safe, opening)
      : macOf(hash, readMacKey(reader), safe, opening)
  if (mac.length !== expected.length || !timingSafeEqual(mac, expected)) throw new WrongPassword()
}

function readMacKey(reader: DerReader): Derivation {
  const salt = content(reader.read(tags.octetString, "the salt"))
  const count = reader.optional(tags.integer)
  return { salt, iterations: count === undefined ? 1 : readRounds(count) }
}
