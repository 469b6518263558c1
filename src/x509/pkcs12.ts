/** PKCS #12 (RFC 7292): certificates and keys behind a password. What deriving keys costs is counted before it is done. */
import { timingSafeEqual } from "node:crypto"
import type { Secret } from "../secret.js"
import { berToDer } from "./ber.js"
import { content, contextTag, DerReader, encoded, malformed, readWhole, tags, Work } from "./der.js"
import { readOid, readSmallInteger } from "./derValues.js"
import { KeyMaker, Rounds } from "./keyDerivation.js"
import { attempt, type Problem } from "./parsed.js"
import {
  type Encryption,
  type Mac,
  macOf,
  type Opening,
  pbmac1,
  pbmac1Of,
  readEncryption,
  readRounds,
  WrongPassword,
} from "./pkcs12Crypto.js"
import { decryptRc2 } from "./rc2.js"

/** What was in it. */
export type ReadPkcs12 =
  | {
      readonly ok: true
      /** Each as its own DER, in the order of the file. */
      readonly certificates: readonly Uint8Array[]
      /** Each a PKCS #8 PrivateKeyInfo. */
      readonly keys: readonly Uint8Array[]
    }
  | { readonly ok: false; readonly wrongPassword: true }
  | { readonly ok: false; readonly wrongPassword: false; readonly problem: Problem }

const data = "1.2.840.113549.1.7.1"
const encryptedData = "1.2.840.113549.1.7.6"
const bags = {
  key: "1.2.840.113549.1.12.10.1.1",
  shroudedKey: "1.2.840.113549.1.12.10.1.2",
  certificate: "1.2.840.113549.1.12.10.1.3",
} as const
const x509Certificate = "1.2.840.113549.1.9.22.1"

/**
 * Opens a PKCS #12 file. The MAC is checked first, so a wrong password is told from damage. `rounds` are those of the
 * file: whoever tries another password hands them on.
 */
export function readPkcs12(bytes: Uint8Array, password: Secret, rounds = new Rounds()): ReadPkcs12 {
  const opening = { keys: new KeyMaker(password, rounds), rc2: decryptRc2 }
  try {
    const read = attempt(() => {
      const definite = berToDer(bytes)
      if (!definite.ok) return malformed(definite.problem.kind, definite.problem.message)
      const pfx = readWhole(definite.value, new Work(), "the PKCS #12 file", readPfx)
      rounds.check(roundsAsked(pfx))
      return open(pfx, opening)
    })
    return read.ok ? { ok: true, ...read.value } : { ok: false, wrongPassword: false, problem: read.problem }
  } catch (error) {
    if (error instanceof WrongPassword) return { ok: false, wrongPassword: true }
    throw error
  }
}

/** The file as far as it can be read without password. */
interface Pfx {
  readonly authenticated:
    | { readonly safe: Uint8Array; readonly mac: Mac; readonly expected: Uint8Array }
    | undefined
  readonly contents: readonly (Sealed | readonly Bag[])[]
}

interface Sealed {
  readonly encryption: Encryption
  readonly bytes: Uint8Array
}

type Bag = { readonly certificate: Uint8Array } | { readonly key: Uint8Array } | Sealed

function readPfx(reader: DerReader): Pfx {
  const version = reader.read(tags.integer, "the version")
  if (readSmallInteger(version, "the version") !== 3) malformed("version", "not a PKCS #12 file of version 3")
  const safe = readData(reader.enter(tags.sequence, "the authenticated safe"))
  const element = reader.optional(tags.sequence)
  const authenticated = element === undefined ? undefined : { safe, ...readMac(reader.inside(element)) }
  const contents: Pfx["contents"][number][] = []
  const list = nested(safe).enter(tags.sequence, "the list of contents")
  while (!list.atEnd) contents.push(readContent(list.enter(tags.sequence, "a content")))
  return { authenticated, contents }
}

/** What opening takes at least. The first key is made twice: most are asked for a password when the empty one was tried. */
function roundsAsked({ authenticated, contents }: Pfx): number {
  const sealed = contents.flat().flatMap((one) => ("encryption" in one ? [one.encryption.key] : []))
  const keys = new Map(
    [...(authenticated ? [authenticated.mac.key] : []), ...sealed].map((key) => [key.id, key]),
  )
  const [first, ...others] = [...keys.values()].map(({ rounds }) => rounds)
  return others.reduce((sum, rounds) => sum + rounds, 2 * (first ?? 0))
}

function open(
  { authenticated, contents }: Pfx,
  opening: Opening,
): { certificates: Uint8Array[]; keys: Uint8Array[] } {
  if (authenticated !== undefined) prove(authenticated, opening)
  const certificates: Uint8Array[] = []
  const keys: Uint8Array[] = []
  for (const bag of contents.flatMap((one) => bagsOf(one, opening)))
    if ("certificate" in bag) certificates.push(bag.certificate)
    else keys.push("key" in bag ? bag.key : unsealed(bag, opening))
  return { certificates, keys }
}

/** RFC 7292 section 5.1: the password is proven before anything is decrypted. */
function prove({ safe, mac, expected }: NonNullable<Pfx["authenticated"]>, opening: Opening): void {
  const found = mac.of(safe, opening)
  if (found.length !== expected.length || !timingSafeEqual(found, expected)) throw new WrongPassword()
}

function bagsOf(one: Pfx["contents"][number], opening: Opening): readonly Bag[] {
  return "encryption" in one ? readBags(unsealed(one, opening)) : one
}

function unsealed({ encryption, bytes }: Sealed, opening: Opening): Uint8Array {
  return encryption.decrypt(bytes, opening)
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

function readContent(reader: DerReader): Sealed | readonly Bag[] {
  const type = readOid(reader.read(tags.oid, "the type of content"))
  const inner = reader.enter(contextTag(0, true), "the content")
  if (type === data) return readBags(content(inner.read(tags.octetString, "the content")))
  if (type !== encryptedData) return malformed("structure", "content that is encrypted for a public key")
  const envelope = inner.enter(tags.sequence, "the encrypted data")
  envelope.read(tags.integer, "the version")
  const info = envelope.enter(tags.sequence, "the encrypted content")
  info.read(tags.oid, "the type of the encrypted content")
  const algorithm = info.enter(tags.sequence, "the encryption algorithm")
  // IMPLICIT [0] OCTET STRING: in BER it may come in pieces.
  const pieces = info.next()
  return { encryption: readEncryption(algorithm), bytes: octets(pieces.tag, content(pieces)) }
}

function octets(tag: number, value: Uint8Array): Uint8Array {
  if (tag === contextTag(0)) return value
  const reader = new DerReader(value, new Work())
  const parts: Uint8Array[] = []
  while (!reader.atEnd) parts.push(content(reader.read(tags.octetString, "a piece of the content")))
  return Buffer.concat(parts)
}

function readBags(bytes: Uint8Array): readonly Bag[] {
  const list = nested(bytes).enter(tags.sequence, "the bags")
  const found: Bag[] = []
  while (!list.atEnd) {
    const bag = readBag(list.enter(tags.sequence, "a bag"))
    if (bag !== undefined) found.push(bag)
  }
  return found
}

/** Undefined for what is neither certificate nor key. */
function readBag(reader: DerReader): Bag | undefined {
  const type = readOid(reader.read(tags.oid, "the type of a bag"))
  const value = reader.enter(contextTag(0, true), "the value of a bag")
  if (type === bags.key) return { key: encoded(value.read(tags.sequence, "a key")) }
  if (type === bags.shroudedKey) {
    const shrouded = value.enter(tags.sequence, "an encrypted key")
    const algorithm = shrouded.enter(tags.sequence, "the encryption algorithm")
    const bytes = content(shrouded.read(tags.octetString, "the encrypted key"))
    return { encryption: readEncryption(algorithm), bytes }
  }
  if (type !== bags.certificate) return undefined
  const bag = value.enter(tags.sequence, "a certificate bag")
  if (readOid(bag.read(tags.oid, "the type of certificate")) !== x509Certificate) return undefined
  const inner = bag.enter(contextTag(0, true), "the certificate")
  return { certificate: content(inner.read(tags.octetString, "the certificate")) }
}

function readMac(reader: DerReader): { readonly mac: Mac; readonly expected: Uint8Array } {
  const digestInfo = reader.enter(tags.sequence, "the MAC")
  const algorithm = digestInfo.enter(tags.sequence, "the MAC algorithm")
  const hash = readOid(algorithm.read(tags.oid, "the MAC algorithm"))
  const expected = content(digestInfo.read(tags.octetString, "the MAC"))
  if (hash === pbmac1)
    return { mac: pbmac1Of(algorithm.enter(tags.sequence, "the parameters of the MAC")), expected }
  const salt = content(reader.read(tags.octetString, "the salt"))
  const count = reader.optional(tags.integer)
  return { mac: macOf(hash, { salt, iterations: count === undefined ? 1 : readRounds(count) }), expected }
}
