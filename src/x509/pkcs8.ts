/** PKCS #8 as far as OpenSSL is not asked: what encrypts it (RFC 5958 section 3), and of what kind the key is (section 2). */
import type { Secret } from "../secret.js"
import { content, type DerReader, readWhole, tags, Work } from "./der.js"
import { readOid, readSmallInteger } from "./derValues.js"
import { KeyMaker, Rounds } from "./keyDerivation.js"
import { attempt, type Problem } from "./parsed.js"
import { readEncryption, WrongPassword } from "./pkcs12Crypto.js"

export type OpenedKey =
  /** A PrivateKeyInfo, if the passphrase was right. */
  | { readonly der: Uint8Array }
  | { readonly problem: "wrong-passphrase" | "broken" | "unsupported" | "costly"; readonly detail?: string }

/** Decrypts an EncryptedPrivateKeyInfo under the limits that hold for PKCS #12 files. */
export function openEncryptedKey(bytes: Uint8Array, password: Secret): OpenedKey {
  try {
    const read = attempt(() =>
      readWhole(bytes, new Work(), "the encrypted key", (reader) => {
        const algorithm = reader.enter(tags.sequence, "the encryption algorithm")
        const sealed = content(reader.read(tags.octetString, "the encrypted key"))
        return readEncryption(algorithm).decrypt(sealed, { keys: new KeyMaker(password, new Rounds()) })
      }),
    )
    return read.ok ? { der: read.value } : { problem: problemOf(read.problem), detail: read.problem.message }
  } catch (error) {
    if (error instanceof WrongPassword) return { problem: "wrong-passphrase" }
    throw error
  }
}

function problemOf({ kind }: Problem): "broken" | "unsupported" | "costly" {
  if (kind === "limit") return "costly"
  return kind === "algorithm" ? "unsupported" : "broken"
}

/** What OpenSSL knows, by the algorithm of the key; a key of these that it refuses is damaged. */
const knownKinds: ReadonlySet<string> = new Set([
  "1.2.840.113549.1.1.1",
  "1.2.840.113549.1.1.10",
  "1.2.840.10040.4.1",
  "1.2.840.113549.1.3.1",
  "1.3.101.110",
  "1.3.101.111",
  "1.3.101.112",
  "1.3.101.113",
])
const ecPublicKey = "1.2.840.10045.2.1"

/** What is unusual about a whole PKCS #8 key; undefined where nothing is, or where it is none. */
export function unknownKind(bytes: Uint8Array): string | undefined {
  const read = attempt(() =>
    readWhole(bytes, new Work(), "the key", (reader) => {
      readSmallInteger(reader.read(tags.integer, "the version"), "the version", 2)
      const kind = readKind(reader.enter(tags.sequence, "the kind of key"))
      reader.read(tags.octetString, "the key")
      while (!reader.atEnd) reader.next()
      return kind
    }),
  )
  return read.ok ? read.value : undefined
}

function readKind(algorithm: DerReader): string | undefined {
  const oid = readOid(algorithm.read(tags.oid, "the kind of key"))
  const curve = oid === ecPublicKey ? algorithm.optional(tags.oid) : undefined
  if (oid === ecPublicKey && curve === undefined) return "an elliptic curve without a name"
  while (!algorithm.atEnd) algorithm.next()
  if (oid === ecPublicKey || knownKinds.has(oid)) return undefined
  return `a key of kind ${oid}`
}
