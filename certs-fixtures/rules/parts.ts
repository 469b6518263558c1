/** Pieces that recipes put together. */
import { createHash } from "node:crypto"
import { der, derInteger, derOctets, derOid, derSequence, derSet, derText } from "../../src/x509/derWrite.js"
import { accessMethods } from "../../src/x509/extensions/revocation.js"
import { type ExtensionName, extensionOids } from "../../src/x509/oids.js"
import { type ExtensionSpec, type NameSpec, nameDer } from "../certificateDer.js"
import { uri } from "../extensionDer.js"

/** An extension with any value. */
export function raw(name: ExtensionName, value: Uint8Array, critical = false): ExtensionSpec {
  return { oid: extensionOids[name], critical, value }
}

export const bytes = (...octets: number[]): Uint8Array => Uint8Array.from(octets)
export const empty = derSequence()

/** SHA-256 of a text, as often as it takes to fill the count of octets. */
export function octets(label: string, count: number): Uint8Array {
  const parts: Buffer[] = []
  for (let index = 0; parts.length * 32 < count; index++)
    parts.push(createHash("sha256").update(`certfleet ${label} ${index}`).digest())
  return new Uint8Array(Buffer.concat(parts).subarray(0, count))
}

/** Looks like an ECDSA signature and is none: no rule verifies it, and a real one differs in every run. */
export function ecdsaShaped(octetsOfANumber: number): Uint8Array {
  return derSequence(
    ...["r", "s"].map((label) => derInteger(Uint8Array.of(0x40, ...octets(label, octetsOfANumber - 1)))),
  )
}

/** `ocsp` or `caIssuers` (or a dotted method) and where. */
export type Access = readonly [method: string, location: string | Uint8Array]

export function access(...descriptions: readonly Access[]): ExtensionSpec {
  const methods: Readonly<Record<string, string>> = accessMethods
  const list = descriptions.map(([method, location]) =>
    derSequence(derOid(methods[method] ?? method), typeof location === "string" ? uri(location) : location),
  )
  return raw("authorityInfoAccess", derSequence(...list))
}

/** One distribution point with full names. */
export function fullName(...names: readonly (string | Uint8Array)[]): Uint8Array {
  return der(0xa0, der(0xa0, ...names.map((name) => (typeof name === "string" ? uri(name) : name))))
}

/** crlDistributionPoints with one point that has these names. */
export function crlPoints(...names: readonly (string | Uint8Array)[]): ExtensionSpec {
  return raw("crlDistributionPoints", derSequence(derSequence(fullName(...names))))
}

/** A policy with qualifiers: pairs of an identifier and an encoded value. */
export function policy(
  oid: string,
  ...qualifiers: readonly (readonly [oid: string, value: Uint8Array])[]
): Uint8Array {
  const list = qualifiers.map(([id, value]) => derSequence(derOid(id), value))
  return derSequence(derOid(oid), ...(list.length === 0 ? [] : [derSequence(...list)]))
}

export function policies(...list: readonly (string | Uint8Array)[]): ExtensionSpec {
  return raw(
    "certificatePolicies",
    derSequence(...list.map((one) => (typeof one === "string" ? policy(one) : one))),
  )
}

/** RFC 6962 section 3.3: SCTs of so many distinct logs, all of one moment. */
export function scts(count: number, at: Date, logs = count): ExtensionSpec {
  const list = Array.from({ length: count }, (_, index) => sct(`log ${index % logs}`, at))
  return raw("sctList", derOctets(vector(...list)))
}

function sct(log: string, at: Date): Uint8Array {
  const time = Buffer.alloc(8)
  time.writeBigUInt64BE(BigInt(at.getTime()))
  const id = createHash("sha256").update(log).digest()
  // Version 1, no extensions, SHA-256 with ECDSA.
  return vector(bytes(0), id, time, bytes(0, 0, 4, 3), vector(ecdsaShaped(32)))
}

/** RFC 5246 section 4.3: octets with their count in two octets in front. */
function vector(...parts: readonly Uint8Array[]): Uint8Array {
  const body = Buffer.concat(parts)
  return Uint8Array.of(body.length >> 8, body.length & 0xff, ...body)
}

/** A string of a type whose characters have two octets each. */
export function bmpText(text: string): Uint8Array {
  return der(0x1e, new Uint8Array(Buffer.from(text, "utf16le").swap16()))
}

export const utf8 = (text: string): Uint8Array => derText(0x0c, text)

/** The same content under another tag. */
export function retagged(tag: number, element: Uint8Array): Uint8Array {
  return Uint8Array.of(tag, ...element.subarray(1))
}

/** A name whose attributes, in the order of DER, are all in one component. */
export function multipleValued(spec: NameSpec): Uint8Array {
  const attributes = spec.map((attribute) => Buffer.from(nameDer([attribute]).subarray(4)))
  return derSequence(derSet(...attributes.sort((a, b) => Buffer.compare(a, b))))
}

/** A policy under the enterprise number for examples (RFC 5612). */
export const examplePolicy = "1.3.6.1.4.1.32473.1"
