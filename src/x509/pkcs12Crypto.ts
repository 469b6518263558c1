/** Password-based encryption of PKCS #12 (RFC 7292 appendix C) and PKCS #5 (RFC 8018), as algorithm identifiers ask for it. */
import { createDecipheriv, createHmac } from "node:crypto"
import { content, type DerReader, type Element, malformed, tags } from "./der.js"
import { readOid, readSmallInteger } from "./derValues.js"
import {
  type Derivation,
  type DerivedKey,
  type HashOfKeys,
  hashes,
  type KeyMaker,
  pbkdf1Key,
  pbkdf2Key,
  scryptKey,
} from "./keyDerivation.js"
import { pkcs12Key } from "./pkcs12Kdf.js"

/** The password does not open it. */
export class WrongPassword extends Error {}

/** RC2 in CBC mode. Node's OpenSSL has none: who needs it brings it. */
export type Rc2 = (key: Uint8Array, iv: Uint8Array, sealed: Uint8Array) => Uint8Array

/** What opens a file. */
export interface Opening {
  readonly keys: KeyMaker
  readonly rc2?: Rc2
}

/** How something is encrypted: read, with nothing derived yet. */
export interface Encryption {
  readonly key: DerivedKey
  readonly decrypt: (sealed: Uint8Array, opening: Opening) => Uint8Array
}

/** How a file is authenticated: read, with nothing derived yet. */
export interface Mac {
  readonly key: DerivedKey
  readonly of: (bytes: Uint8Array, opening: Opening) => Buffer
}

const macHashes: Readonly<Record<string, HashOfKeys>> = {
  "1.3.14.3.2.26": hashes.sha1,
  "2.16.840.1.101.3.4.2.4": hashes.sha224,
  "2.16.840.1.101.3.4.2.1": hashes.sha256,
  "2.16.840.1.101.3.4.2.2": hashes.sha384,
  "2.16.840.1.101.3.4.2.3": hashes.sha512,
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
  Record<string, { readonly hash: HashOfKeys; readonly cipher: "des-cbc" | "rc2" }>
> = {
  "1.2.840.113549.1.5.3": { hash: hashes.md5, cipher: "des-cbc" },
  "1.2.840.113549.1.5.6": { hash: hashes.md5, cipher: "rc2" },
  "1.2.840.113549.1.5.10": { hash: hashes.sha1, cipher: "des-cbc" },
  "1.2.840.113549.1.5.11": { hash: hashes.sha1, cipher: "rc2" },
}

/** RFC 8018 appendix B.1.2. */
const prfs: Readonly<Record<string, HashOfKeys>> = {
  "1.2.840.113549.2.7": hashes.sha1,
  "1.2.840.113549.2.8": hashes.sha224,
  "1.2.840.113549.2.9": hashes.sha256,
  "1.2.840.113549.2.10": hashes.sha384,
  "1.2.840.113549.2.11": hashes.sha512,
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

/** HMAC with a key of the password (RFC 7292 section 5.1). */
export function macOf(oid: string, by: Derivation): Mac {
  const hash = macHashes[oid]
  if (hash === undefined) return malformed("algorithm", `a MAC that is not known (${oid})`)
  return macWith(pkcs12Key(by, hash, [["mac", hash.size]]), hash)
}

export const pbmac1 = "1.2.840.113549.1.5.14"

/** HMAC with a key by PBKDF2, whose parameters stand with the algorithm (RFC 9579 section 4). */
export function pbmac1Of(parameters: DerReader): Mac {
  const keyOf = readKdf(parameters.enter(tags.sequence, "the key derivation"))
  const scheme = readOid(parameters.enter(tags.sequence, "the MAC").read(tags.oid, "the MAC"))
  const hash = prfs[scheme]
  if (hash === undefined) return malformed("algorithm", `a MAC that is not known (${scheme})`)
  return macWith(keyOf(), hash)
}

function macWith(key: DerivedKey, { name }: HashOfKeys): Mac {
  return { key, of: (bytes, { keys }) => createHmac(name, keys.make(key)).update(bytes).digest() }
}

/** Whatever encryption the algorithm identifier asks for. */
export function readEncryption(algorithm: DerReader): Encryption {
  const oid = readOid(algorithm.read(tags.oid, "the encryption algorithm"))
  const parameters = algorithm.enter(tags.sequence, "the parameters of the encryption")
  if (oid === "1.2.840.113549.1.5.13") return readPbes2(parameters)
  const old = pkcs5Schemes[oid]
  // RFC 8018 section 6.1: PBKDF1 makes key and initialization vector of eight octets each.
  if (old !== undefined)
    return keyThenVector(pbkdf1Key(readDerivation(parameters), old.hash), { ...old, bytes: 8 }, oid)
  const scheme = pkcs12Schemes[oid]
  if (scheme === undefined) return malformed("algorithm", `an encryption that is not known (${oid})`)
  const by = readDerivation(parameters)
  const sizes = [["key", scheme.bytes] as const, ["vector", 8] as const]
  return keyThenVector(pkcs12Key(by, hashes.sha1, sizes), scheme, oid)
}

/** What has its initialization vector of the password, too. */
function keyThenVector(
  key: DerivedKey,
  { cipher, bytes }: { readonly cipher: "des-cbc" | "des-ede3-cbc" | "rc2"; readonly bytes: number },
  oid: string,
): Encryption {
  return {
    key,
    decrypt: (sealed, { keys, rc2 }) => {
      const both = keys.make(key)
      const [own, vector] = [both.subarray(0, bytes), both.subarray(bytes, bytes + 8)]
      if (cipher !== "rc2") return decrypt(cipher, own, vector, sealed)
      return rc2 === undefined
        ? malformed("algorithm", `an encryption that is not read here (RC2, ${oid})`)
        : rc2(own, vector, sealed)
    },
  }
}

function readPbes2(parameters: DerReader): Encryption {
  const keyOf = readKdf(parameters.enter(tags.sequence, "the key derivation"))
  const scheme = parameters.enter(tags.sequence, "the cipher")
  const oid = readOid(scheme.read(tags.oid, "the cipher"))
  const cipher = ciphers[oid]
  if (cipher === undefined) return malformed("algorithm", `a cipher that is not known (${oid})`)
  const iv = content(scheme.read(tags.octetString, "the initialization vector"))
  const key = keyOf(cipher.bytes)
  return { key, decrypt: (sealed, { keys }) => decrypt(cipher.name, keys.make(key), iv, sealed) }
}

/** What makes a key of the password; the length is the cipher's, or stands with the parameters. */
function readKdf(algorithm: DerReader): (bytes?: number) => DerivedKey {
  const oid = readOid(algorithm.read(tags.oid, "the key derivation"))
  const parameters = algorithm.enter(tags.sequence, "the parameters of the key derivation")
  if (oid === "1.2.840.113549.1.5.12") return readPbkdf2(parameters)
  if (oid === "1.3.6.1.4.1.11591.4.11") return readScrypt(parameters)
  return malformed("algorithm", `a key derivation that is not known (${oid})`)
}

/** RFC 8018 appendix A.2. */
function readPbkdf2(parameters: DerReader): (bytes?: number) => DerivedKey {
  const by = readDerivation(parameters)
  const length = parameters.optional(tags.integer)
  const own = length === undefined ? undefined : readSmallInteger(length, "the length of the key", 1024)
  const prf = parameters.atEnd
    ? "1.2.840.113549.2.7"
    : readOid(parameters.enter(tags.sequence, "the hash").read(tags.oid, "the hash"))
  const hash = prfs[prf]
  if (hash === undefined) return malformed("algorithm", `a hash that is not known (${prf})`)
  return (bytes = own) =>
    bytes === undefined
      ? malformed("structure", "the length of the key is missing")
      : pbkdf2Key(by, hash, bytes)
}

/** RFC 7914 section 7. OpenSSL writes N 16384, r 8 and p 1; memory and time grow with their product. */
function readScrypt(parameters: DerReader): (bytes?: number) => DerivedKey {
  const salt = content(parameters.read(tags.octetString, "the salt"))
  const number = (what: string): number => readSmallInteger(parameters.read(tags.integer, what), what)
  const [cost, blockSize, parallelization] = [
    number("the cost"),
    number("the block size"),
    number("the width"),
  ]
  const work = cost * blockSize * parallelization
  if (work > 2 ** 21) malformed("limit", "opening it takes too much memory and time")
  // RFC 7914 section 6: the cost is a power of two, and less than the size of a block in bits allows for.
  if (cost < 2 || Math.log2(cost) % 1 !== 0 || work === 0 || Math.log2(cost) >= 16 * blockSize)
    malformed("value", "a cost that scrypt does not have")
  return (bytes = 32) => scryptKey(salt, { cost, blockSize, parallelization }, bytes)
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
