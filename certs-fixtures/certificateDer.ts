/** Makes certificates of any shape, right or wrong, without the code under test's readers. */
import { type KeyObject, sign } from "node:crypto"
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
} from "../src/x509/derWrite.js"
import { attributeNames } from "../src/x509/oids.js"

export interface KeyPair {
  readonly publicKey: KeyObject
  readonly privateKey: KeyObject
}

export function signed(bytes: Uint8Array, { privateKey }: KeyPair, hash = "sha256"): Uint8Array {
  return sign(privateKey.asymmetricKeyType === "ed25519" ? null : hash, bytes, privateKey)
}

const attributeIds = new Map(Object.entries(attributeNames).map(([oid, name]) => [name, oid]))

export type NameSpec = readonly (readonly [type: string, value: string, tag?: number])[]

/** A text is a common name, octets are the whole Name as it shall be. */
export type NameInput = string | NameSpec | Uint8Array

export function nameDer(spec: NameInput): Uint8Array {
  if (spec instanceof Uint8Array) return spec
  const attributes: NameSpec = typeof spec === "string" ? [["CN", spec]] : spec
  return derSequence(
    ...attributes.map(([type, value, tag]) =>
      derSet(derSequence(derOid(attributeIds.get(type) ?? type), derText(tag ?? 0x0c, value))),
    ),
  )
}

/** `C=US, O=Example Trust`, in this order: countryName as PrintableString, the others as UTF8String. */
export function nameSpec(text: string): NameSpec {
  return text.split(", ").map((part) => {
    const [type = "", value = ""] = part.split("=")
    return type === "C" ? [type, value, 0x13] : [type, value]
  })
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
  /** Writes `critical` out also where it is false, which is not DER. */
  readonly defaultWritten?: boolean
  readonly value: Uint8Array
}

export function extensionsDer(list: readonly ExtensionSpec[]): Uint8Array {
  return derSequence(
    ...list.map(({ oid, critical = false, defaultWritten = false, value }) =>
      derSequence(
        derOid(oid),
        ...(critical || defaultWritten ? [derBoolean(critical)] : []),
        derOctets(value),
      ),
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
  readonly issuer: NameInput
  readonly subject: NameInput
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
  /** In place of the signer's. */
  readonly signature?: Uint8Array
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
  return derSequence(tbs, algorithm, derBits(spec.signature ?? signed(tbs, spec.signer, spec.hash)))
}

export type RequestSpec = Pick<
  CertificateSpec,
  "subject" | "key" | "spki" | "algorithm" | "hash" | "signature" | "extensions"
>

/** A signed request (RFC 2986) that asks for extensions. */
export function requestDer(spec: RequestSpec): Uint8Array {
  const algorithm = spec.algorithm ?? algorithmOf(spec.key.privateKey)
  const wanted = derSet(extensionsDer(spec.extensions ?? []))
  const info = derSequence(
    derInteger(0),
    nameDer(spec.subject),
    spec.spki ?? spkiOf(spec.key.publicKey),
    der(0xa0, derSequence(derOid("1.2.840.113549.1.9.14"), wanted)),
  )
  return derSequence(info, algorithm, derBits(spec.signature ?? signed(info, spec.key, spec.hash)))
}
