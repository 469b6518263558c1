/** Makes certificates and lists of any shape, right or wrong, without the code under test's readers. */
import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
} from "node:crypto"
import {
  der,
  derBits,
  derBoolean,
  derInteger,
  derOctets,
  derOid,
  derSequence,
  derSet,
  derText,
} from "../../src/x509/derWrite.js"
import { attributeNames, extensionOids } from "../../src/x509/oids.js"

export interface KeyPair {
  readonly publicKey: KeyObject
  readonly privateKey: KeyObject
}

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

/** Always the same key for the same label, with always the same signatures. */
export function ed25519(label: string): KeyPair {
  const seed = createHash("sha256").update(label).digest()
  const pkcs8 = Buffer.concat([Buffer.from("302e020100300506032b657004220420", "hex"), seed])
  const privateKey = createPrivateKey({ key: pkcs8, format: "der", type: "pkcs8" })
  return { privateKey, publicKey: createPublicKey(privateKey) }
}

export function signed(bytes: Uint8Array, { privateKey }: KeyPair, hash = "sha256"): Uint8Array {
  return sign(privateKey.asymmetricKeyType === "ed25519" ? null : hash, bytes, privateKey)
}

export function rsa(bits: number): () => KeyPair {
  return () => generateKeyPairSync("rsa", { modulusLength: bits })
}

const attributeIds = new Map(Object.entries(attributeNames).map(([oid, name]) => [name, oid]))

export type NameSpec = readonly (readonly [type: string, value: string, tag?: number])[]

/** A Name: a text is a common name. */
export function nameDer(spec: string | NameSpec): Uint8Array {
  const attributes: NameSpec = typeof spec === "string" ? [["CN", spec]] : spec
  return derSequence(
    ...attributes.map(([type, value, tag]) =>
      derSet(derSequence(derOid(attributeIds.get(type) ?? type), derText(tag ?? 0x0c, value))),
    ),
  )
}

/** UTCTime through 2049, GeneralizedTime after. */
export function timeDer(date: Date): Uint8Array {
  const digits = date.toISOString().replace(/[-:T]|\.\d+/g, "")
  const short = date.getUTCFullYear() >= 1950 && date.getUTCFullYear() < 2050
  return short ? derText(0x17, digits.slice(2)) : derText(0x18, digits)
}

export interface ExtensionSpec {
  readonly oid: string
  readonly critical?: boolean
  readonly value: Uint8Array
}

export function extensionsDer(list: readonly ExtensionSpec[]): Uint8Array {
  return derSequence(
    ...list.map(({ oid, critical, value }) =>
      derSequence(derOid(oid), ...(critical ? [derBoolean(true)] : []), derOctets(value)),
    ),
  )
}

const sha256WithEcdsa = derSequence(derOid("1.2.840.10045.4.3.2"))
const sha256WithRsa = derSequence(derOid("1.2.840.113549.1.1.11"), der(0x05))

const ed25519Algorithm = derSequence(derOid("1.3.101.112"))

export function algorithmOf(key: KeyObject): Uint8Array {
  if (key.asymmetricKeyType === "ed25519") return ed25519Algorithm
  return key.asymmetricKeyType === "rsa" ? sha256WithRsa : sha256WithEcdsa
}

export function spkiOf(key: KeyObject): Uint8Array {
  return new Uint8Array(key.export({ type: "spki", format: "der" }))
}

export interface CertificateSpec {
  readonly version?: 1 | 2 | 3
  readonly serial?: Uint8Array
  readonly issuer: string | NameSpec
  readonly subject: string | NameSpec
  readonly notBefore?: Date
  readonly notAfter?: Date
  /** The whole Validity, in place of the two dates. */
  readonly validity?: Uint8Array
  readonly key: KeyPair
  readonly signer: KeyPair
  readonly spki?: Uint8Array
  readonly algorithm?: Uint8Array
  readonly innerAlgorithm?: Uint8Array
  readonly hash?: string
  /** Between the key and the extensions. */
  readonly middle?: readonly Uint8Array[]
  readonly extensions?: readonly ExtensionSpec[]
  readonly tail?: readonly Uint8Array[]
}

/** A signed certificate. */
export function certificateDer(spec: CertificateSpec): Uint8Array {
  const algorithm = spec.algorithm ?? algorithmOf(spec.signer.privateKey)
  const version = spec.version ?? 3
  const from = spec.notBefore ?? new Date("2020-01-01T00:00:00Z")
  const to = spec.notAfter ?? new Date("2040-01-01T00:00:00Z")
  const tbs = derSequence(
    ...(version === 1 ? [] : [der(0xa0, derInteger(version - 1))]),
    spec.serial === undefined
      ? derInteger(Uint8Array.from([0x12, 0x34, 0x56, 0x78]))
      : der(0x02, spec.serial),
    spec.innerAlgorithm ?? algorithm,
    nameDer(spec.issuer),
    spec.validity ?? derSequence(timeDer(from), timeDer(to)),
    nameDer(spec.subject),
    spec.spki ?? spkiOf(spec.key.publicKey),
    ...(spec.middle ?? []),
    ...(spec.extensions === undefined ? [] : [der(0xa3, extensionsDer(spec.extensions))]),
    ...(spec.tail ?? []),
  )
  const signature = signed(tbs, spec.signer, spec.hash)
  return derSequence(tbs, algorithm, derBits(signature))
}

export const dns = (name: string): Uint8Array => derText(0x82, name)
export const email = (name: string): Uint8Array => derText(0x81, name)
export const uri = (name: string): Uint8Array => derText(0x86, name)
export const ip = (...octets: number[]): Uint8Array => der(0x87, Uint8Array.from(octets))
export const directory = (name: string | NameSpec): Uint8Array => der(0xa4, nameDer(name))

/** Extensions by their name in RFC 5280. */
export const extension = {
  basicConstraints: (ca: boolean, pathLength?: number, critical = true): ExtensionSpec => ({
    oid: extensionOids.basicConstraints,
    critical,
    value: derSequence(
      ...(ca ? [derBoolean(true)] : []),
      ...(pathLength === undefined ? [] : [derInteger(pathLength)]),
    ),
  }),
  keyUsage: (bits: readonly number[], critical = true): ExtensionSpec => {
    const last = Math.max(...bits)
    const octets = new Uint8Array((last >> 3) + 1)
    for (const bit of bits) octets[bit >> 3] = (octets[bit >> 3] as number) | (0x80 >> (bit & 7))
    return { oid: extensionOids.keyUsage, critical, value: derBits(octets, 7 - (last & 7)) }
  },
  extKeyUsage: (purposes: readonly string[], critical = false): ExtensionSpec => ({
    oid: extensionOids.extKeyUsage,
    critical,
    value: derSequence(...purposes.map(derOid)),
  }),
  subjectAltName: (names: readonly Uint8Array[], critical = false): ExtensionSpec => ({
    oid: extensionOids.subjectAltName,
    critical,
    value: derSequence(...names),
  }),
  subjectKeyIdentifier: (id: Uint8Array, critical = false): ExtensionSpec => ({
    oid: extensionOids.subjectKeyIdentifier,
    critical,
    value: derOctets(id),
  }),
  authorityKeyIdentifier: (id: Uint8Array, critical = false): ExtensionSpec => ({
    oid: extensionOids.authorityKeyIdentifier,
    critical,
    value: derSequence(der(0x80, id)),
  }),
  nameConstraints: (
    permitted: readonly Uint8Array[],
    excluded: readonly Uint8Array[],
    critical = true,
  ): ExtensionSpec => {
    const subtrees = (names: readonly Uint8Array[]) => names.map((name) => derSequence(name))
    return {
      oid: extensionOids.nameConstraints,
      critical,
      value: derSequence(
        ...(permitted.length > 0 ? [der(0xa0, ...subtrees(permitted))] : []),
        ...(excluded.length > 0 ? [der(0xa1, ...subtrees(excluded))] : []),
      ),
    }
  },
  certificatePolicies: (oids: readonly string[], critical = false): ExtensionSpec => ({
    oid: extensionOids.certificatePolicies,
    critical,
    value: derSequence(...oids.map((oid) => derSequence(derOid(oid)))),
  }),
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
}

/** A signed revocation list. */
export function crlDer(spec: CrlSpec): Uint8Array {
  const algorithm = algorithmOf(spec.signer.privateKey)
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
