/** SubjectPublicKeyInfo: RFC 5280 section 4.1.2.7, with the algorithms of RFC 3279, 4055, 5480 and 8410. */
import { type AlgorithmIdentifier, readAlgorithm } from "./algorithm.js"
import { DerReader, encoded, malformed, tags, Work } from "./der.js"
import { hex, readInteger, readOctetBits, readOid } from "./derValues.js"

interface KeyBase {
  /** The whole SubjectPublicKeyInfo, a view into the input. */
  readonly der: Uint8Array
  readonly algorithm: AlgorithmIdentifier
  /** The key itself: the content of the BIT STRING. */
  readonly bits: Uint8Array
}

/** A public key by its algorithm. */
export type PublicKey =
  | (KeyBase & {
      readonly kind: "rsa" | "rsa-pss"
      readonly modulusBits: number
      /** Big-endian, without the sign octet. */
      readonly modulus: Uint8Array
      readonly exponent: bigint
    })
  | (KeyBase & {
      readonly kind: "ec"
      /** `P-256`, `P-384`, …; dotted for others; undefined when the curve is not named. */
      readonly curve: string | undefined
      /** Domain parameters written out, which RFC 5480 section 2.1.1 forbids. */
      readonly explicitCurve: boolean
    })
  | (KeyBase & {
      readonly kind: "dsa"
      /** Bits of p; undefined when the parameters are inherited from the issuer. */
      readonly primeBits: number | undefined
    })
  | (KeyBase & { readonly kind: "ed25519" | "ed448" | "x25519" | "x448" })
  | (KeyBase & { readonly kind: "unknown" })

const keyKinds: Readonly<Record<string, Exclude<PublicKey["kind"], "unknown">>> = {
  "1.2.840.113549.1.1.1": "rsa",
  "1.2.840.113549.1.1.10": "rsa-pss",
  "1.2.840.10045.2.1": "ec",
  "1.2.840.10040.4.1": "dsa",
  "1.3.101.112": "ed25519",
  "1.3.101.113": "ed448",
  "1.3.101.110": "x25519",
  "1.3.101.111": "x448",
}

const curves: Readonly<Record<string, string>> = {
  "1.2.840.10045.3.1.1": "P-192",
  "1.3.132.0.33": "P-224",
  "1.2.840.10045.3.1.7": "P-256",
  "1.3.132.0.34": "P-384",
  "1.3.132.0.35": "P-521",
  "1.3.132.0.10": "secp256k1",
}

/** Reads a SubjectPublicKeyInfo. Keys of unknown algorithms are read as far as their frame. */
export function readPublicKey(reader: DerReader): PublicKey {
  const element = reader.read(tags.sequence, "the public key")
  const inner = reader.inside(element)
  const algorithm = readAlgorithm(inner, "the key algorithm")
  const bits = readOctetBits(inner.read(tags.bitString, "the public key's bits"), "the public key")
  inner.close("the public key")
  const base: KeyBase = { der: encoded(element), algorithm, bits }
  const kind = keyKinds[algorithm.oid]
  switch (kind) {
    case "rsa":
    case "rsa-pss":
      return rsa(base, kind, reader)
    case "ec":
      return { ...base, kind, ...curveOf(algorithm) }
    case "dsa":
      return { ...base, kind, primeBits: primeBits(algorithm) }
    case undefined:
      return { ...base, kind: "unknown" }
    default:
      return { ...base, kind }
  }
}

/** RFC 8017 appendix A.1.1. */
function rsa(base: KeyBase, kind: "rsa" | "rsa-pss", reader: DerReader): PublicKey {
  const { bits } = base
  const offset = bits.byteOffset - reader.bytes.byteOffset
  const outer = new DerReader(reader.bytes, reader.work, offset, offset + bits.length, reader.depth + 1)
  const pair = outer.enter(tags.sequence, "the RSA key")
  outer.close("the RSA key")
  const modulus = positive(pair, "the RSA modulus")
  const exponent = positive(pair, "the RSA exponent")
  pair.close("the RSA key")
  return { ...base, kind, modulus, modulusBits: bitLength(modulus), exponent: toBigInt(exponent) }
}

/** RSA exponents are 3 or 65537, which need no detour over text. */
function toBigInt(octets: Uint8Array): bigint {
  if (octets.length > 4) return BigInt(`0x${hex(octets)}`)
  let value = 0
  for (const octet of octets) value = value * 256 + octet
  return BigInt(value)
}

function positive(reader: DerReader, what: string): Uint8Array {
  const element = reader.read(tags.integer, what)
  const octets = readInteger(element)
  if ((octets[0] as number) > 0x7f || (octets.length === 1 && octets[0] === 0))
    malformed("value", `${what} is not positive`, element.header, "RFC 8017 section 3.1")
  return octets[0] === 0 ? octets.subarray(1) : octets
}

function bitLength(octets: Uint8Array): number {
  return octets.length * 8 - Math.clz32(octets[0] ?? 0) + 24
}

function curveOf({ parameters }: AlgorithmIdentifier): { curve: string | undefined; explicitCurve: boolean } {
  if (parameters === undefined) return { curve: undefined, explicitCurve: false }
  if (parameters[0] !== tags.oid) return { curve: undefined, explicitCurve: parameters[0] === tags.sequence }
  const oid = readOid(new DerReader(parameters, new Work()).read(tags.oid, "the curve"))
  return { curve: curves[oid] ?? oid, explicitCurve: false }
}

/** RFC 3279 section 2.3.2: p, q, g, or no parameters when they are the issuer's. */
function primeBits({ parameters }: AlgorithmIdentifier): number | undefined {
  if (parameters === undefined || parameters[0] !== tags.sequence) return undefined
  const reader = new DerReader(parameters, new Work()).enter(tags.sequence, "the DSA parameters")
  return bitLength(positive(reader, "the DSA prime"))
}

/** A key for people: `RSA 2048`, `EC P-256`, `Ed25519`. */
export function publicKeyText(key: PublicKey): string {
  switch (key.kind) {
    case "rsa":
      return `RSA ${key.modulusBits}`
    case "rsa-pss":
      return `RSA-PSS ${key.modulusBits}`
    case "ec":
      return `EC ${key.explicitCurve ? "with an unnamed curve" : (key.curve ?? "without a curve")}`
    case "dsa":
      return `DSA ${key.primeBits ?? "with inherited parameters"}`
    case "unknown":
      return `key algorithm ${key.algorithm.oid}`
    default:
      return `${key.kind.charAt(0).toUpperCase()}${key.kind.slice(1)}`
  }
}
