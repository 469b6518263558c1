/** Password-based encryption of PKCS #12 (RFC 7292 appendix B and C) and PKCS #5 (RFC 8018). */
import { isUtf8 } from "node:buffer"
import { createDecipheriv, createHash, createHmac, pbkdf2Sync, scryptSync } from "node:crypto"
import type { Secret } from "../secret.js"
import { content, type DerReader, type Element, malformed, tags } from "./der.js"
import { readOid, readSmallInteger } from "./derValues.js"

/** The password does not open it. */
export class WrongPassword extends Error {}

/** Firefox takes 600,000 for each of three parts, OpenSSL and Windows 2,048 or less. */
export const maxRounds = 2_500_000

/** Counts rounds of key derivation over a whole file; a file that wants too many is refused. */
export class Rounds {
  spent = 0

  spend(count: number): void {
    if (this.spent + count > maxRounds)
      malformed("limit", `opening it takes more than ${maxRounds} rounds of key derivation`)
    this.spent += count
  }
}

/** RC2 in CBC mode. Node's OpenSSL has none: who needs it brings it. */
export type Rc2 = (key: Uint8Array, iv: Uint8Array, sealed: Uint8Array) => Uint8Array

/** What opens a file. */
export interface Opening {
  readonly password: Secret
  readonly rounds: Rounds
  readonly rc2?: Rc2
}

export interface Derivation {
  readonly salt: Uint8Array
  readonly iterations: number
}

const hashes: Readonly<Record<string, { readonly name: string; readonly block: number }>> = {
  "1.3.14.3.2.26": { name: "sha1", block: 64 },
  "2.16.840.1.101.3.4.2.4": { name: "sha224", block: 64 },
  "2.16.840.1.101.3.4.2.1": { name: "sha256", block: 64 },
  "2.16.840.1.101.3.4.2.2": { name: "sha384", block: 128 },
  "2.16.840.1.101.3.4.2.3": { name: "sha512", block: 128 },
}

/** RFC 7292 appendix C. */
const pkcs12Schemes: Readonly<
  Record<string, { readonly cipher: "des-ede3-cbc" | "rc2"; readonly bytes: number }>
> = {
  "1.2.840.113549.1.12.1.3": { cipher: "des-ede3-cbc", bytes: 24 },
  "1.2.840.113549.1.12.1.5": { cipher: "rc2", bytes: 16 },
  "1.2.840.113549.1.12.1.6": { cipher: "rc2", bytes: 5 },
}

/** RFC 8018 appendix A.3; what hashes with MD2 is not read by OpenSSL either. */
const pkcs5Schemes: Readonly<
  Record<string, { readonly hash: "md5" | "sha1"; readonly cipher: "des" | "rc2" }>
> = {
  "1.2.840.113549.1.5.3": { hash: "md5", cipher: "des" },
  "1.2.840.113549.1.5.6": { hash: "md5", cipher: "rc2" },
  "1.2.840.113549.1.5.10": { hash: "sha1", cipher: "des" },
  "1.2.840.113549.1.5.11": { hash: "sha1", cipher: "rc2" },
}

/** RFC 8018 appendix B.1.2. */
const prfs: Readonly<Record<string, string>> = {
  "1.2.840.113549.2.7": "sha1",
  "1.2.840.113549.2.8": "sha224",
  "1.2.840.113549.2.9": "sha256",
  "1.2.840.113549.2.10": "sha384",
  "1.2.840.113549.2.11": "sha512",
}

const ciphers: Readonly<Record<string, { readonly name: string; readonly bytes: number }>> = {
  "1.3.14.3.2.7": { name: "des-cbc", bytes: 8 },
  "1.2.840.113549.3.7": { name: "des-ede3-cbc", bytes: 24 },
  "2.16.840.1.101.3.4.1.2": { name: "aes-128-cbc", bytes: 16 },
  "2.16.840.1.101.3.4.1.22": { name: "aes-192-cbc", bytes: 24 },
  "2.16.840.1.101.3.4.1.42": { name: "aes-256-cbc", bytes: 32 },
  // RFC 3657 and RFC 5794: what OpenSSL encrypts keys with in Japan and Korea.
  "1.2.392.200011.61.1.1.1.2": { name: "camellia-128-cbc", bytes: 16 },
  "1.2.392.200011.61.1.1.1.4": { name: "camellia-256-cbc", bytes: 32 },
  "1.2.410.200046.1.1.2": { name: "aria-128-cbc", bytes: 16 },
  "1.2.410.200046.1.1.12": { name: "aria-256-cbc", bytes: 32 },
}

/** HMAC over the safe with a key of the password (RFC 7292 section 5.1). */
export function macOf(hash: string, by: Derivation, safe: Uint8Array, { password, rounds }: Opening): Buffer {
  const known = hashes[hash]
  if (known === undefined) return malformed("algorithm", `a MAC that is not known (${hash})`)
  rounds.spend(by.iterations)
  const size = createHash(known.name).digest().length
  return createHmac(known.name, derive(known, 3, by, size, password))
    .update(safe)
    .digest()
}

export const pbmac1 = "1.2.840.113549.1.5.14"

/** HMAC with a key by PBKDF2, whose parameters stand with the algorithm (RFC 9579 section 4). */
export function pbmac1Of(parameters: DerReader, safe: Uint8Array, opening: Opening): Buffer {
  const key = readKdf(parameters.enter(tags.sequence, "the key derivation"), opening)
  const scheme = readOid(parameters.enter(tags.sequence, "the MAC").read(tags.oid, "the MAC"))
  const hash = prfs[scheme]
  if (hash === undefined) return malformed("algorithm", `a MAC that is not known (${scheme})`)
  return createHmac(hash, key()).update(safe).digest()
}

/** Decrypts with whatever the algorithm identifier asks for. */
export function decryptPbe(algorithm: DerReader, sealed: Uint8Array, opening: Opening): Uint8Array {
  const oid = readOid(algorithm.read(tags.oid, "the encryption algorithm"))
  const parameters = algorithm.enter(tags.sequence, "the parameters of the encryption")
  if (oid === "1.2.840.113549.1.5.13") return decryptPbes2(parameters, sealed, opening)
  if (pkcs5Schemes[oid] !== undefined) return decryptPbes1(oid, parameters, sealed, opening)
  const scheme = pkcs12Schemes[oid]
  if (scheme === undefined) return malformed("algorithm", `an encryption that is not known (${oid})`)
  const { password, rounds } = opening
  const by = readDerivation(parameters)
  rounds.spend(by.iterations * 2)
  const sha1 = { name: "sha1", block: 64 }
  const key = derive(sha1, 1, by, scheme.bytes, password)
  const iv = derive(sha1, 2, by, 8, password)
  return scheme.cipher === "rc2"
    ? rc2Of(opening, oid)(key, iv, sealed)
    : decrypt(scheme.cipher, key, iv, sealed)
}

/** RFC 8018 section 6.1: PBKDF1 makes key and initialization vector of eight octets each. */
function decryptPbes1(oid: string, parameters: DerReader, sealed: Uint8Array, opening: Opening): Uint8Array {
  const { hash, cipher } = pkcs5Schemes[oid] ?? malformed("algorithm", oid)
  const { salt, iterations } = readDerivation(parameters)
  opening.rounds.spend(iterations)
  let digest = createHash(hash).update(opening.password.reveal()).update(salt).digest()
  for (let round = 1; round < iterations; round++) digest = createHash(hash).update(digest).digest()
  const [key, iv] = [digest.subarray(0, 8), digest.subarray(8, 16)]
  return cipher === "rc2" ? rc2Of(opening, oid)(key, iv, sealed) : decrypt("des-cbc", key, iv, sealed)
}

function rc2Of({ rc2 }: Opening, oid: string): Rc2 {
  return rc2 ?? malformed("algorithm", `an encryption that is not read here (RC2, ${oid})`)
}

function decryptPbes2(parameters: DerReader, sealed: Uint8Array, opening: Opening): Uint8Array {
  const derived = readKdf(parameters.enter(tags.sequence, "the key derivation"), opening)
  const scheme = parameters.enter(tags.sequence, "the cipher")
  const oid = readOid(scheme.read(tags.oid, "the cipher"))
  const cipher = ciphers[oid]
  if (cipher === undefined) return malformed("algorithm", `a cipher that is not known (${oid})`)
  const iv = content(scheme.read(tags.octetString, "the initialization vector"))
  return decrypt(cipher.name, derived(cipher.bytes), iv, sealed)
}

/** What makes a key of the password; the length is the cipher's, or stands with the parameters. */
function readKdf(algorithm: DerReader, opening: Opening): (bytes?: number) => Buffer {
  const oid = readOid(algorithm.read(tags.oid, "the key derivation"))
  const parameters = algorithm.enter(tags.sequence, "the parameters of the key derivation")
  if (oid === "1.2.840.113549.1.5.12") return readPbkdf2(parameters, opening)
  if (oid === "1.3.6.1.4.1.11591.4.11") return readScrypt(parameters, opening)
  return malformed("algorithm", `a key derivation that is not known (${oid})`)
}

/** RFC 8018 appendix A.2. */
function readPbkdf2(parameters: DerReader, { password, rounds }: Opening): (bytes?: number) => Buffer {
  const by = readDerivation(parameters)
  const length = parameters.optional(tags.integer)
  const own = length === undefined ? undefined : readSmallInteger(length, "the length of the key", 1024)
  const prf = parameters.atEnd
    ? "1.2.840.113549.2.7"
    : readOid(parameters.enter(tags.sequence, "the hash").read(tags.oid, "the hash"))
  const hash = prfs[prf]
  if (hash === undefined) return malformed("algorithm", `a hash that is not known (${prf})`)
  return (bytes = own) => {
    if (bytes === undefined) return malformed("structure", "the length of the key is missing")
    rounds.spend(by.iterations)
    return pbkdf2Sync(password.reveal(), by.salt, by.iterations, bytes, hash)
  }
}

/** RFC 7914 section 7. OpenSSL writes N 16384, r 8 and p 1; memory and time grow with their product. */
function readScrypt(parameters: DerReader, { password }: Opening): (bytes?: number) => Buffer {
  const salt = content(parameters.read(tags.octetString, "the salt"))
  const number = (what: string): number => readSmallInteger(parameters.read(tags.integer, what), what)
  const [cost, blockSize, parallelization] = [
    number("the cost"),
    number("the block size"),
    number("the width"),
  ]
  const work = cost * blockSize * parallelization
  if (work > 2 ** 21) malformed("limit", "opening it takes too much memory and time")
  if (cost < 2 || Math.log2(cost) % 1 !== 0 || work === 0)
    malformed("value", "a cost that scrypt does not have")
  return (bytes = 32) =>
    scryptSync(password.reveal(), salt, bytes, { cost, blockSize, parallelization, maxmem: 2 ** 29 })
}

function readDerivation(reader: DerReader): Derivation {
  const salt = content(reader.read(tags.octetString, "the salt"))
  const iterations = readRounds(reader.read(tags.integer, "the number of rounds"))
  if (iterations < 1) malformed("value", "no rounds of key derivation")
  return { salt, iterations }
}

/** More than anybody waits for is told as a limit, however large the number is. */
export function readRounds(element: Element): number {
  return content(element).length > 4 ? 2 ** 32 : readSmallInteger(element, "the number of rounds", 2 ** 32)
}

export function decrypt(name: string, key: Uint8Array, iv: Uint8Array, sealed: Uint8Array): Uint8Array {
  // Node's OpenSSL has no DES, and Triple-DES with one key three times is that.
  const [cipher, whole] = name === "des-cbc" ? ["des-ede3-cbc", Buffer.concat([key, key, key])] : [name, key]
  try {
    const decipher = createDecipheriv(cipher, whole, iv)
    return new Uint8Array(Buffer.concat([decipher.update(sealed), decipher.final()]))
  } catch {
    // Bad padding, or a length that no cipher text has: without MAC that is all a wrong password shows.
    throw new WrongPassword()
  }
}

/** RFC 7292 appendix B.2; `id` is 1 for a key, 2 for an initialization vector, 3 for a MAC key. */
function derive(
  { name, block }: { readonly name: string; readonly block: number },
  id: 1 | 2 | 3,
  { salt, iterations }: Derivation,
  size: number,
  password: Secret,
): Buffer {
  const diversifier = Buffer.alloc(block, id)
  let filled = Buffer.concat([repeat(salt, block), repeat(bmpString(password), block)])
  const output: Buffer[] = []
  for (let made = 0; made < size; made += output.at(-1)?.length ?? size) {
    let digest = createHash(name).update(diversifier).update(filled).digest()
    for (let round = 1; round < iterations; round++) digest = createHash(name).update(digest).digest()
    output.push(digest)
    filled = addToBlocks(filled, repeat(digest, block).subarray(0, block), block)
  }
  return Buffer.concat(output).subarray(0, size)
}

/** Step 6 C: each block plus the repeated digest plus one, modulo the size of a block. */
function addToBlocks(blocks: Buffer, addend: Buffer, block: number): Buffer<ArrayBuffer> {
  const sum = Buffer.alloc(blocks.length)
  for (let start = 0; start < blocks.length; start += block) {
    let carry = 1
    for (let index = block - 1; index >= 0; index--) {
      carry += (blocks[start + index] ?? 0) + (addend[index] ?? 0)
      sum[start + index] = carry & 0xff
      carry >>= 8
    }
  }
  return sum
}

/** As often as it takes to fill whole blocks. */
function repeat(bytes: Uint8Array, block: number): Buffer<ArrayBuffer> {
  const size = block * Math.ceil(bytes.length / block)
  const filled = Buffer.alloc(size)
  for (let index = 0; index < size; index++) filled[index] = bytes[index % bytes.length] ?? 0
  return filled
}

/** RFC 7292 appendix B.1: UTF-16, big-endian, with its terminating zero. What is no UTF-8, OpenSSL takes for Latin-1. */
function bmpString(password: Secret): Uint8Array {
  const bytes = Buffer.from(password.reveal())
  return Buffer.from(`${bytes.toString(isUtf8(bytes) ? "utf8" : "latin1")}\0`, "utf16le").swap16()
}
