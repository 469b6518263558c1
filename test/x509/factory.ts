/** Keys for tests, and revocation lists of any shape. */
import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync } from "node:crypto"
import {
  algorithmOf,
  type ExtensionSpec,
  extensionsDer,
  type KeyPair,
  type NameSpec,
  nameDer,
  signed,
  timeDer,
} from "../../certs-fixtures/certificateDer.js"
import { der, derBits, derInteger, derSequence } from "../../src/x509/derWrite.js"

const kept = new Map<string, KeyPair>()

/** A key pair by label: the same label gives the same key within one run. P-256 unless told. */
export function keyPair(label: string, make: () => KeyPair = p256): KeyPair {
  const known = kept.get(label)
  if (known !== undefined) return known
  const made = make()
  kept.set(label, made)
  return made
}

export function p256(): KeyPair {
  return generateKeyPairSync("ec", { namedCurve: "P-256" })
}

/** Its curve written out instead of named. */
export function spelledCurve(): KeyPair {
  return generateKeyPairSync("ec", { namedCurve: "P-256", paramEncoding: "explicit" })
}

/** Always the same key for the same label, with always the same signatures. */
export function ed25519(label: string): KeyPair {
  const seed = createHash("sha256").update(label).digest()
  const pkcs8 = Buffer.concat([Buffer.from("302e020100300506032b657004220420", "hex"), seed])
  const privateKey = createPrivateKey({ key: pkcs8, format: "der", type: "pkcs8" })
  return { privateKey, publicKey: createPublicKey(privateKey) }
}

export function rsa(bits: number): () => KeyPair {
  return () => generateKeyPairSync("rsa", { modulusLength: bits })
}

export interface CrlEntrySpec {
  readonly serial: Uint8Array
  readonly revokedAt?: Date
  readonly extensions?: readonly ExtensionSpec[]
}

export interface CrlSpec {
  readonly version?: 1 | 2
  readonly issuer: string | NameSpec
  readonly signer: KeyPair
  readonly thisUpdate?: Date
  /** Null: left out. */
  readonly nextUpdate?: Date | null
  readonly entries?: readonly CrlEntrySpec[]
  readonly extensions?: readonly ExtensionSpec[]
  /** What it says it is signed with. */
  readonly algorithm?: Uint8Array
}

/** A signed revocation list. */
export function crlDer(spec: CrlSpec): Uint8Array {
  const algorithm = spec.algorithm ?? algorithmOf(spec.signer.privateKey)
  const next = spec.nextUpdate === undefined ? new Date("2027-01-01T00:00:00Z") : spec.nextUpdate
  const entries = (spec.entries ?? []).map(({ serial, revokedAt, extensions }) =>
    derSequence(
      der(0x02, serial),
      timeDer(revokedAt ?? new Date("2026-02-01T00:00:00Z")),
      ...(extensions === undefined ? [] : [extensionsDer(extensions)]),
    ),
  )
  const tbs = derSequence(
    ...(spec.version === 1 ? [] : [derInteger(1)]),
    algorithm,
    nameDer(spec.issuer),
    timeDer(spec.thisUpdate ?? new Date("2026-01-01T00:00:00Z")),
    ...(next === null ? [] : [timeDer(next)]),
    ...(entries.length === 0 ? [] : [derSequence(...entries)]),
    ...(spec.extensions === undefined ? [] : [der(0xa0, extensionsDer(spec.extensions))]),
  )
  return derSequence(tbs, algorithm, derBits(signed(tbs, spec.signer)))
}
