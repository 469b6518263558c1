/** Chains leaf < lower < upper < root with one or two things wrong, or merely unusual, at any place: always the same ones. */
import { generateKeyPairSync } from "node:crypto"
import type { ExtensionSpec } from "../../certs-fixtures/certificateDer.js"
import { directory, dns, email, extension, ip, uri } from "../../certs-fixtures/extensionDer.js"
import { modulus, rsaKey } from "../../certs-fixtures/rules/publicKeys.js"
import { type Certificate, parseCertificate } from "../../src/x509/certificate.js"
import { der, derInteger, derNull, derOid, derSequence, derText } from "../../src/x509/derWrite.js"
import { extensionOids } from "../../src/x509/oids.js"
import { keyPair, rsa, spelledCurve } from "../x509/factory.js"
import { at, ca, type EdgeSpec, host, leaf } from "./graph.js"
import { opensslMatters } from "./opensslMatters.js"

export interface GeneratedChain {
  readonly name: string
  readonly leaf: Certificate
  /** From the leaf's issuer to the root; the leaf once more where it is its own. */
  readonly above: readonly Certificate[]
}

const raw = (oid: string, value: Uint8Array, critical = false): ExtensionSpec => ({ oid, value, critical })
const has = (...extensions: readonly ExtensionSpec[]): EdgeSpec => ({ extensions })
const bytes = (...octets: readonly number[]): Uint8Array => Uint8Array.from(octets)
const policy = (qualifier: string, oid = "1.2.3"): Uint8Array =>
  derSequence(derSequence(derOid(oid), derSequence(derSequence(derOid(qualifier), derText(0x16, "x")))))
const authority = (...fields: readonly Uint8Array[]): EdgeSpec =>
  has(raw(extensionOids.authorityKeyIdentifier, derSequence(...fields)))
const bareRsa = derSequence(derOid("1.2.840.113549.1.1.11"))
const second = 1000

/** What can be the matter with any certificate. */
const anywhere: Readonly<Record<string, EdgeSpec>> = {
  expired: { notAfter: new Date("2026-01-01T00:00:00Z") },
  "in its last second": { notAfter: at },
  "a second before its last": { notAfter: new Date(at.getTime() + second) },
  "not yet valid": { notBefore: new Date("2027-01-01T00:00:00Z") },
  "valid from now on": { notBefore: at },
  "unknown critical": has(raw("1.2.3.4", derNull, true)),
  "unknown extension": has(raw("1.2.3.4", derNull)),
  "critical identifier": has(raw(extensionOids.authorityInfoAccess, derSequence(), true)),
  "critical distribution points": has(raw(extensionOids.crlDistributionPoints, points(), true)),
  "critical no-check": has(raw(extensionOids.ocspNoCheck, derNull, true)),
  "unreadable information access": has(raw(extensionOids.authorityInfoAccess, derSequence())),
  "unreadable distribution points": has(raw(extensionOids.crlDistributionPoints, derNull)),
  "unreadable names": has(raw(extensionOids.subjectAltName, derNull)),
  "unreadable policies": has(raw(extensionOids.certificatePolicies, derNull)),
  "for clients": has(extension.extKeyUsage(["1.3.6.1.5.5.7.3.2"])),
  "for anything": has(extension.extKeyUsage(["2.5.29.37.0"])),
  "for servers, critical": has(extension.extKeyUsage(["1.3.6.1.5.5.7.3.1"], true)),
  "for gated servers": has(extension.extKeyUsage(["2.16.840.1.113730.4.1"])),
  "no key usage": { without: [extensionOids.keyUsage] },
  "key usage of a CRL signer": has(extension.keyUsage([6])),
  "key usage of a CA": has(extension.keyUsage([5])),
  "key usage of a key agreement": has(extension.keyUsage([4, 5])),
  "key usage for nothing": has(raw(extensionOids.keyUsage, bytes(3, 1, 0), true)),
  "key usage with trailing zeros": has(raw(extensionOids.keyUsage, bytes(3, 2, 1, 0x84), true)),
  "no basic constraints": { without: [extensionOids.basicConstraints] },
  "no basic constraints, no key usage": {
    without: [extensionOids.basicConstraints, extensionOids.keyUsage],
  },
  "not a CA, written out": has(raw(extensionOids.basicConstraints, bytes(0x30, 3, 1, 1, 0), true)),
  "a CA, not critical": has(extension.basicConstraints(true, undefined, false)),
  "a CA of length 0": has(extension.basicConstraints(true, 0)),
  "a CA of length 1": has(extension.basicConstraints(true, 1)),
  "no CA, of length 3": has(raw(extensionOids.basicConstraints, derSequence(derInteger(3)), true)),
  "a stranger's key identifier": authority(der(0x80, bytes(1))),
  "a stranger's serial": authority(der(0x82, bytes(1))),
  "the issuer's serial": authority(der(0x82, bytes(0x12, 0x34, 0x56, 0x78))),
  "a stranger's issuer": authority(der(0xa1, directory("nobody")), der(0x82, bytes(0x12, 0x34, 0x56, 0x78))),
  "no authority": { without: [extensionOids.authorityKeyIdentifier] },
  "no key identifier": { without: [extensionOids.subjectKeyIdentifier] },
  "a curve spelt out": { keyLabel: "spelt" },
  "P-384": { keyLabel: "p384" },
  "RSA 2048": { keyLabel: "rsa2048" },
  "RSA 1024": { keyLabel: "rsa1024" },
  "RSA 512": { keyLabel: "rsa512" },
  "an RSA exponent of 1": { spki: rsaKey(modulus(2048), 1) },
  Ed25519: { keyLabel: "ed25519" },
  "somebody else's signature": { signerLabel: "somebody else" },
  "somebody else's signature, and no authority": {
    signerLabel: "somebody else",
    without: [extensionOids.authorityKeyIdentifier],
  },
  "an algorithm nobody knows": { algorithm: derSequence(derOid("1.2.3.4")) },
  "another algorithm inside": { innerAlgorithm: bareRsa },
  "SHA-1": { algorithm: derSequence(derOid("1.2.840.10045.4.1")), hash: "sha1" },
  "serial zero": { serial: bytes(0) },
  "a negative serial": { serial: bytes(0x80) },
  "a long serial": { serial: new Uint8Array(21).fill(0x7f) },
  "version 1": { version: 1, extensions: [], without: Object.values(extensionOids) },
  "policies with a known qualifier": has(
    raw(extensionOids.certificatePolicies, policy("1.3.6.1.5.5.7.2.1"), true),
  ),
  "policies with an unknown qualifier": has(raw(extensionOids.certificatePolicies, policy("1.2.3.4"), true)),
  "any policy with a qualifier": has(
    raw(extensionOids.certificatePolicies, policy("1.3.6.1.5.5.7.2.1", "2.5.29.32.0"), true),
  ),
  "an explicit policy": has(raw(extensionOids.policyConstraints, derSequence(der(0x80, bytes(0))), true)),
  "a character that is not printable": { subject: [["O", "a & b", 0x13]] },
  ...opensslMatters,
}

/** What a CA can say of names below it. */
const constraints: Readonly<Record<string, EdgeSpec>> = {
  "permits the domain": has(extension.nameConstraints([dns("example.edu")], [])),
  "permits below the domain": has(extension.nameConstraints([dns(".example.edu")], [])),
  "permits another domain": has(extension.nameConstraints([dns("example.org")], [])),
  "permits everything": has(extension.nameConstraints([dns("")], [])),
  "permits another network": has(extension.nameConstraints([ip(192, 0, 2, 0, 255, 255, 255, 0)], [])),
  "permits a mask with holes": has(extension.nameConstraints([ip(192, 0, 2, 0, 255, 0, 255, 0)], [])),
  "permits half an address": has(extension.nameConstraints([ip(192, 0, 2, 0)], [])),
  "permits mailboxes of the domain": has(extension.nameConstraints([email("example.edu")], [])),
  "permits mailboxes of nobody": has(extension.nameConstraints([email("")], [])),
  "permits pages of the domain": has(extension.nameConstraints([uri(".example.edu")], [])),
  "permits another directory": has(extension.nameConstraints([directory("x")], [])),
  "excludes the host": has(extension.nameConstraints([], [dns(host)])),
  "excludes a host beside": has(extension.nameConstraints([], [dns("www.example.edu")])),
  "excludes below the domain": has(extension.nameConstraints([], [dns(".example.edu")])),
  "excludes registered names": has(extension.nameConstraints([], [bytes(0x88, 2, 0x2a, 3)])),
  "constrains nothing": has(raw(extensionOids.nameConstraints, derSequence(), true)),
  "constrains with empty lists": has(
    raw(extensionOids.nameConstraints, derSequence(der(0xa0), der(0xa1)), true),
  ),
  "has a minimum": has(
    raw(
      extensionOids.nameConstraints,
      derSequence(der(0xa0, derSequence(dns("example.edu"), der(0x80, bytes(1))))),
      true,
    ),
  ),
}

/** Further names of a leaf. */
const names: Readonly<Record<string, readonly Uint8Array[]>> = {
  "an address": [ip(192, 0, 2, 1)],
  "another address": [ip(192, 0, 3, 1)],
  "half an address": [ip(192, 0)],
  "a mailbox": [email("a@example.edu")],
  "a mailbox below": [email("a@mail.example.edu")],
  "a mailbox with two @": [email("a@b@example.edu")],
  "a mailbox that is none": [email("example.edu")],
  "a page": [uri("https://www.example.edu/x")],
  "a page with a port": [uri("https://www.example.edu:1/x")],
  "a page with a user": [uri("https://a@www.example.edu/x")],
  "a page that is none": [uri("urn:x:y")],
  "a wildcard": [dns("*.example.edu")],
  "an underscore": [dns("a_b.example.edu")],
  "a registered name": [bytes(0x88, 2, 0x2a, 3)],
}

function points(): Uint8Array {
  return derSequence(derSequence(der(0xa0, der(0xa0, uri("http://crl.example.edu/a.crl")))))
}

const places = ["leaf", "lower", "upper", "root"] as const
type Place = (typeof places)[number]
type Specs = Partial<Record<Place, EdgeSpec>>

for (const [label, make] of [
  ["spelt", spelledCurve],
  ["p384", () => generateKeyPairSync("ec", { namedCurve: "P-384" })],
  ["rsa2048", rsa(2048)],
  ["rsa1024", rsa(1024)],
  ["rsa512", rsa(512)],
  ["ed25519", () => generateKeyPairSync("ed25519")],
] as const)
  keyPair(label, make)

/** Each certificate is signed with the key, and issued in the name, that the one above it has. */
function chainOf(name: string, specs: Specs): GeneratedChain {
  const { leaf: end = {}, lower = {}, upper = {}, root = {} } = specs
  const key = (place: string, spec: EdgeSpec): string => spec.keyLabel ?? place
  const by = (place: string, spec: EdgeSpec): EdgeSpec => ({
    signerLabel: key(place, spec),
    ...(spec.subject === undefined ? {} : { issuer: spec.subject }),
  })
  const top = ca("root>root", { ...by("root", root), ...root })
  return {
    name,
    leaf: leaf("lower>leaf", { ...by("lower", lower), ...end }),
    above: [
      ca("upper>lower", { ...by("upper", upper), ...lower }),
      ca("root>upper", { ...by("root", root), ...upper }),
      top,
    ],
  }
}

/** A server's certificate that is its own issuer, and the same as the one that is trusted. */
function aloneOf(name: string, spec: EdgeSpec): GeneratedChain {
  const keyLabel = spec.keyLabel ?? "alone"
  const edge = { keyLabel, signerLabel: keyLabel, ...spec }
  const issuer = spec.subject === undefined ? {} : { issuer: spec.subject }
  const own = leaf(`${host}>${host}`, { ...edge, ...issuer })
  const read = parseCertificate(own.der)
  // Read from another file: another object.
  return { name: `alone: ${name}`, leaf: own, above: read.ok ? [read.value] : [] }
}

function both(one: EdgeSpec, other: EdgeSpec): EdgeSpec {
  const extensions = [...(one.extensions ?? []), ...(other.extensions ?? [])]
  return { ...one, ...other, extensions, without: [...(one.without ?? []), ...(other.without ?? [])] }
}

/** Every single matter at every place; names under constraints; and as many pairs as asked for. */
export function generatedChains(pairs = 100): readonly GeneratedChain[] {
  const single = Object.entries(anywhere).flatMap(([name, spec]) =>
    places.map((place) => ({ name: `${place}: ${name}`, specs: { [place]: spec } as Specs })),
  )
  const under = Object.entries(constraints).flatMap(([constraint, spec], index) => [
    { name: `upper ${constraint}`, specs: { upper: spec } },
    ...Object.entries(names)
      .filter((_, number) => (number + index) % 3 === 0)
      .map(([name, further]) => ({
        name: `upper ${constraint}, leaf has ${name}`,
        specs: { upper: spec, leaf: has(extension.subjectAltName([dns(host), ...further])) },
      })),
    {
      name: `root ${constraint}, leaf has an address alone`,
      specs: { root: spec, leaf: has(extension.subjectAltName([ip(192, 0, 2, 1)])) },
    },
    {
      name: `root ${constraint}, leaf has a mailbox in its subject`,
      specs: {
        root: spec,
        leaf: { subject: [["emailAddress", "a@b.example.edu", 0x16]] } satisfies EdgeSpec,
      },
    },
  ])
  const mixed = Array.from({ length: pairs }, (_, index) => {
    const one = single[(index * 37) % single.length] as (typeof single)[number]
    const other = single[(index * 61 + 17) % single.length] as (typeof single)[number]
    const specs: Specs = { ...one.specs }
    for (const place of places) {
      const spec = other.specs[place]
      if (spec !== undefined) specs[place] = both(specs[place] ?? {}, spec)
    }
    return { name: `${one.name}; ${other.name}`, specs }
  })
  const matters = Object.entries(anywhere)
  const together = matters.map(([name, spec], index) => {
    const [other, further] = matters[(index * 23 + 7) % matters.length] as (typeof matters)[number]
    return [`${name}; ${other}`, both(spec, further)] as const
  })
  const alone = [...Object.entries({ nothing: {}, ...anywhere, ...constraints }), ...together].map(
    ([name, spec]) =>
      () =>
        aloneOf(name, spec),
  )
  const throughout = Object.entries(anywhere).map(([name, spec]) => ({
    name: `all but the root: ${name}`,
    specs: { leaf: spec, lower: spec, upper: spec },
  }))
  const below = [{ name: "nothing", specs: {} }, ...single, ...under, ...mixed, ...throughout].map(
    ({ name, specs }) =>
      () =>
        chainOf(name, specs),
  )
  return [...below, ...alone].flatMap((make) => {
    try {
      const chain = make()
      // What breaks the encoding is refused, whatever OpenSSL reads over.
      return [chain.leaf, ...chain.above].every(({ der }) => parseCertificate(der).ok) ? [chain] : []
    } catch {
      // What no reader takes for a certificate is no matter for either.
      return []
    }
  })
}
