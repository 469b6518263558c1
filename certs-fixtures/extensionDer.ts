/** General names and extensions (RFC 5280 section 4.2) as DER, right or wrong. */
import {
  der,
  derBits,
  derBoolean,
  derInteger,
  derOctets,
  derOid,
  derSequence,
  derText,
} from "../src/x509/derWrite.js"
import { extensionOids } from "../src/x509/oids.js"
import { type ExtensionSpec, type NameSpec, nameDer } from "./certificateDer.js"

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
