/** Password-based encryption of PKCS #12 (RFC 7292 appendix B and C) and PKCS #5 (RFC 8018). */
import { createDecipheriv, createHash, createHmac, pbkdf2Sync } from "node:crypto"
import forge from "node-forge"
import type { Secret } from "../secret.js"
import { content, type DerReader, malformed, tags } from "./der.js"
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

/** RFC 8018 appendix B.1.2. */
const prfs: Readonly<Record<string, string>> = {
  "1.2.840.113549.2.7": "sha1",
  "1.2.840.113549.2.8": "sha224",
  "1.2.840.113549.2.9": "sha256",
  "1.2.840.113549.2.10": "sha384",
  "1.2.840.113549.2.11": "sha512",
}

const ciphers: Readonly<Record<string, { readonly name: string; readonly bytes: number }>> = {
  "1.2.840.113549.3.7": { name: "des-ede3-cbc", bytes: 24 },
  "2.16.840.1.101.3.4.1.2": { name: "aes-128-cbc", bytes: 16 },
  "2.16.840.1.101.3.4.1.22": { name: "aes-192-cbc", bytes: 24 },
  "2.16.840.1.101.3.4.1.42": { name: "aes-256-cbc", bytes: 32 },
}

/** HMAC over the safe with a key of the password (RFC 7292 section 5.1). */
export function macOf(
  hash: string,
  by: Derivation,
  safe: Uint8Array,
  password: Secret,
  rounds: Rounds,
): Buffer {
  const known = hashes[hash]
  if (known === undefined) return malformed("algorithm", `a MAC that is not known (${hash})`)
  rounds.spend(by.iterations)
  const size = createHash(known.name).digest().length
  return createHmac(known.name, derive(known, 3, by, size, password))
    .update(safe)
    .digest()
}

/** Decrypts with whatever the algorithm identifier asks for. */
export function decryptPbe(
  algorithm: DerReader,
  sealed: Uint8Array,
  password: Secret,
  rounds: Rounds,
): Uint8Array {
  const oid = readOid(algorithm.read(tags.oid, "the encryption algorithm"))
  const parameters = algorithm.enter(tags.sequence, "the parameters of the encryption")
  if (oid === "1.2.840.113549.1.5.13") return decryptPbes2(parameters, sealed, password, rounds)
  const scheme = pkcs12Schemes[oid]
  if (scheme === undefined) return malformed("algorithm", `an encryption that is not known (${oid})`)
  const by = readDerivation(parameters)
  rounds.spend(by.iterations * 2)
  const sha1 = { name: "sha1", block: 64 }
  const key = derive(sha1, 1, by, scheme.bytes, password)
  const iv = derive(sha1, 2, by, 8, password)
  return scheme.cipher === "rc2" ? decryptRc2(key, iv, sealed) : decrypt(scheme.cipher, key, iv, sealed)
}

function decryptPbes2(
  parameters: DerReader,
  sealed: Uint8Array,
  password: Secret,
  rounds: Rounds,
): Uint8Array {
  const derivation = parameters.enter(tags.sequence, "the key derivation")
  const function_ = readOid(derivation.read(tags.oid, "the key derivation"))
  if (function_ !== "1.2.840.113549.1.5.12")
    return malformed("algorithm", `a key derivation that is not known (${function_})`)
  const pbkdf2 = derivation.enter(tags.sequence, "the parameters of the key derivation")
  const by = readDerivation(pbkdf2)
  pbkdf2.optional(tags.integer)
  const prf = pbkdf2.atEnd
    ? "sha1"
    : prfs[readOid(pbkdf2.enter(tags.sequence, "the hash").read(tags.oid, "the hash"))]
  const scheme = parameters.enter(tags.sequence, "the cipher")
  const cipher = ciphers[readOid(scheme.read(tags.oid, "the cipher"))]
  if (prf === undefined || cipher === undefined)
    return malformed("algorithm", "a cipher or hash that is not known")
  const iv = content(scheme.read(tags.octetString, "the initialization vector"))
  rounds.spend(by.iterations)
  const key = pbkdf2Sync(password.reveal(), by.salt, by.iterations, cipher.bytes, prf)
  return decrypt(cipher.name, key, iv, sealed)
}

function readDerivation(reader: DerReader): Derivation {
  const salt = content(reader.read(tags.octetString, "the salt"))
  const iterations = readSmallInteger(
    reader.read(tags.integer, "the number of rounds"),
    "the number of rounds",
  )
  if (iterations < 1) malformed("value", "no rounds of key derivation")
  return { salt, iterations }
}

function decrypt(cipher: string, key: Uint8Array, iv: Uint8Array, sealed: Uint8Array): Uint8Array {
  try {
    const decipher = createDecipheriv(cipher, key, iv)
    return new Uint8Array(Buffer.concat([decipher.update(sealed), decipher.final()]))
  } catch {
    // Bad padding, or a length that no cipher text has: without MAC that is all a wrong password shows.
    throw new WrongPassword()
  }
}

/** Node's OpenSSL has no RC2, and older Windows and OpenSSL encrypt certificates with nothing else. */
function decryptRc2(key: Uint8Array, iv: Uint8Array, sealed: Uint8Array): Uint8Array {
  const binary = (bytes: Uint8Array): string => Buffer.from(bytes).toString("latin1")
  const cipher = forge.rc2.createDecryptionCipher(binary(key), key.length * 8)
  cipher.start(binary(iv))
  cipher.update(forge.util.createBuffer(binary(sealed)))
  if (!cipher.finish()) throw new WrongPassword()
  return new Uint8Array(Buffer.from(cipher.output.getBytes(), "latin1"))
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

/** RFC 7292 appendix B.1: UTF-16, big-endian, with its terminating zero. */
function bmpString(password: Secret): Uint8Array {
  return Buffer.from(`${password.revealText()}\0`, "utf16le").swap16()
}
