/** AlgorithmIdentifier: RFC 5280 section 4.1.1.2. */
import {
  contextTag,
  type DerReader,
  type Element,
  encoded,
  malformed,
  DerReader as Reader,
  tags,
  Work,
} from "./der.js"
import { readOid, readSmallInteger } from "./derValues.js"
import { attempt, type Parsed } from "./parsed.js"

/** An algorithm and its parameters, undecoded. */
export interface AlgorithmIdentifier {
  readonly oid: string
  /** The encoded parameters with their header; undefined when absent. */
  readonly parameters: Uint8Array | undefined
  /** The whole identifier, a view into the input. */
  readonly der: Uint8Array
}

/** Reads an AlgorithmIdentifier. */
export function readAlgorithm(reader: DerReader, what: string): AlgorithmIdentifier {
  const element = reader.read(tags.sequence, what)
  const inner = reader.inside(element)
  const oid = readOid(inner.read(tags.oid, `the identifier of ${what}`))
  const parameters: Element | undefined = inner.atEnd ? undefined : inner.next()
  inner.close(what)
  return {
    oid,
    parameters: parameters === undefined ? undefined : encoded(parameters),
    der: encoded(element),
  }
}

export type SignatureScheme = "rsa" | "rsa-pss" | "ecdsa" | "dsa" | "ed25519" | "ed448"
export type HashName = "md2" | "md5" | "sha1" | "sha224" | "sha256" | "sha384" | "sha512"

/** A signature algorithm that can be told apart; whether it may be used is the profile's to say. */
export interface SignatureAlgorithm {
  readonly scheme: SignatureScheme
  /** Undefined where the scheme has its own (Ed25519, Ed448). */
  readonly hash: HashName | undefined
  /** RSASSA-PSS: octets of salt. */
  readonly saltLength?: number
}

const none = undefined
/** `null`: NULL or, which RFC 4055 section 5 has everyone accept, left out; else left out (RFC 5758 section 3, RFC 8410 section 3). */
type Parameters = "null" | "absent"
const algorithms: Readonly<Record<string, readonly [SignatureScheme, HashName | undefined, Parameters]>> = {
  "1.2.840.113549.1.1.2": ["rsa", "md2", "null"],
  "1.2.840.113549.1.1.4": ["rsa", "md5", "null"],
  "1.2.840.113549.1.1.5": ["rsa", "sha1", "null"],
  "1.2.840.113549.1.1.14": ["rsa", "sha224", "null"],
  "1.2.840.113549.1.1.11": ["rsa", "sha256", "null"],
  "1.2.840.113549.1.1.12": ["rsa", "sha384", "null"],
  "1.2.840.113549.1.1.13": ["rsa", "sha512", "null"],
  "1.2.840.10045.4.1": ["ecdsa", "sha1", "absent"],
  "1.2.840.10045.4.3.1": ["ecdsa", "sha224", "absent"],
  "1.2.840.10045.4.3.2": ["ecdsa", "sha256", "absent"],
  "1.2.840.10045.4.3.3": ["ecdsa", "sha384", "absent"],
  "1.2.840.10045.4.3.4": ["ecdsa", "sha512", "absent"],
  "1.2.840.10040.4.3": ["dsa", "sha1", "absent"],
  "2.16.840.1.101.3.4.3.1": ["dsa", "sha224", "absent"],
  "2.16.840.1.101.3.4.3.2": ["dsa", "sha256", "absent"],
  "1.3.101.112": ["ed25519", none, "absent"],
  "1.3.101.113": ["ed448", none, "absent"],
}

const pssOid = "1.2.840.113549.1.1.10"
const mgf1Oid = "1.2.840.113549.1.1.8"
const hashes: Readonly<Record<string, HashName>> = {
  "1.3.14.3.2.26": "sha1",
  "2.16.840.1.101.3.4.2.4": "sha224",
  "2.16.840.1.101.3.4.2.1": "sha256",
  "2.16.840.1.101.3.4.2.2": "sha384",
  "2.16.840.1.101.3.4.2.3": "sha512",
}

/** The signature algorithm behind an identifier; a problem of kind `algorithm` when it is unknown or misformed. */
export function signatureAlgorithm(identifier: AlgorithmIdentifier): Parsed<SignatureAlgorithm> {
  return attempt(() => {
    if (identifier.oid === pssOid) return readPss(identifier)
    const known = algorithms[identifier.oid]
    if (known === undefined)
      return malformed("algorithm", `signature algorithm ${identifier.oid} is not known`)
    const [scheme, hash, expected] = known
    if (!parametersFit(identifier.parameters, expected))
      malformed(
        "algorithm",
        `the parameters of signature algorithm ${identifier.oid} must be ${expected}`,
        undefined,
        expected === "null" ? "RFC 4055 section 5" : "RFC 5758 section 3",
      )
    return { scheme, hash }
  })
}

function parametersFit(parameters: Uint8Array | undefined, expected: Parameters): boolean {
  if (expected === "absent" || parameters === undefined) return parameters === undefined
  return parameters.length === 2 && parameters[0] === tags.null && parameters[1] === 0
}

/** RFC 4055 section 3.1; defaults are SHA-1, MGF1 with SHA-1 and 20 octets. */
function readPss(identifier: AlgorithmIdentifier): SignatureAlgorithm {
  const { parameters } = identifier
  if (parameters === undefined)
    return malformed("algorithm", "RSASSA-PSS without parameters", undefined, "RFC 4055 section 3.1")
  const outer = new Reader(parameters, new Work())
  const inner = outer.enter(tags.sequence, "RSASSA-PSS parameters")
  outer.close("RSASSA-PSS parameters")
  const hash = optionalHash(inner, 0)
  const mask = optionalMask(inner)
  const salt = inner.optional(contextTag(2, true))
  const saltLength = salt === undefined ? 20 : smallIn(inner, salt, "the salt length")
  const trailer = inner.optional(contextTag(3, true))
  inner.close("RSASSA-PSS parameters")
  if (trailer !== undefined && smallIn(inner, trailer, "the trailer field") !== 1)
    malformed("algorithm", "RSASSA-PSS with a trailer that does not exist", undefined, "RFC 4055 section 3.1")
  if (mask !== hash)
    malformed("algorithm", "RSASSA-PSS with two different hashes", undefined, "RFC 4055 section 3.1")
  return { scheme: "rsa-pss", hash, saltLength }
}

function smallIn(reader: DerReader, element: Element, what: string): number {
  const inner = reader.inside(element)
  const value = readSmallInteger(inner.read(tags.integer, what), what, 1024)
  inner.close(what)
  return value
}

function optionalHash(reader: DerReader, number: number): HashName {
  const element = reader.optional(contextTag(number, true))
  if (element === undefined) return "sha1"
  const inner = reader.inside(element)
  const hash = hashOf(readAlgorithm(inner, "a hash algorithm"))
  inner.close("a hash algorithm")
  return hash
}

function optionalMask(reader: DerReader): HashName {
  const element = reader.optional(contextTag(1, true))
  if (element === undefined) return "sha1"
  const inner = reader.inside(element)
  const { oid, parameters } = readAlgorithm(inner, "the mask generation function")
  inner.close("the mask generation function")
  if (oid !== mgf1Oid || parameters === undefined)
    return malformed("algorithm", `mask generation function ${oid} is not known`)
  return hashOf(readAlgorithm(new Reader(parameters, new Work()), "a hash algorithm"))
}

/** The hash that an identifier stands for; undefined when it is not known. */
export function hashName({ oid }: AlgorithmIdentifier): HashName | undefined {
  return hashes[oid]
}

function hashOf({ oid }: AlgorithmIdentifier): HashName {
  return hashes[oid] ?? malformed("algorithm", `hash algorithm ${oid} is not known`)
}
