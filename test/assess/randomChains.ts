/** Chains by chance, with up to two things wrong at any place. The same seed, the same chains. */
import { dns, extension, ip } from "../../certs-fixtures/extensionDer.js"
import { certificateName } from "../../src/assess/certificateNames.js"
import type { ProfileName } from "../../src/path/profile.js"
import type { Certificate } from "../../src/x509/certificate.js"
import { derOid, derSequence, derText } from "../../src/x509/derWrite.js"
import { random } from "../fuzz/mutate.js"
import { at, ca, type EdgeSpec, host, leaf } from "../path/graph.js"
import { keyPair, rsa } from "../x509/factory.js"
import type { Case } from "./doors.js"

type Chance = (sides: number) => number
type Quirks = Readonly<Record<string, EdgeSpec>>

const later = (days: number): Date => new Date(at.getTime() + days * 86_400_000)
const unknownCritical = { oid: "1.3.6.1.4.1.99999.1", critical: true, value: Uint8Array.of(5, 0) }
const odd = { oid: "1.3.6.1.4.1.99999.2", critical: false, value: Uint8Array.of(5, 0) }
const clientAuth = "1.3.6.1.5.5.7.3.2"
const calendar: Quirks = {
  expired: { notBefore: later(-900), notAfter: later(-1) },
  "not yet valid": { notBefore: later(2), notAfter: later(90) },
  "ends in nine days": { notBefore: later(-90), notAfter: later(9) },
  "ends in nineteen days": { notBefore: later(-90), notAfter: later(19) },
}
const anywhere: Quirks = {
  ...calendar,
  "unknown critical": { extensions: [unknownCritical] },
  "SHA-1": { algorithm: derSequence(derOid("1.2.840.10045.4.1")), hash: "sha1" },
  "without identifiers": { without: ["2.5.29.14", "2.5.29.35"] },
  "for clients": { extensions: [extension.extKeyUsage([clientAuth])] },
  "to sign documents": { extensions: [extension.keyUsage([1])] },
  "without key usage": { without: ["2.5.29.15"] },
  "RSA 1024": {},
  "for two years": { notBefore: later(-300), notAfter: later(430) },
  "of another identifier": { extensions: [extension.authorityKeyIdentifier(Uint8Array.of(1, 2, 3))] },
  "serial negative": { serial: Uint8Array.of(0x80, 1) },
  "usage unreadable": { extensions: [{ oid: "2.5.29.15", critical: true, value: Uint8Array.of(1, 2) }] },
  "purposes unreadable": { extensions: [{ oid: "2.5.29.37", critical: false, value: Uint8Array.of(1, 2) }] },
  "constraints unreadable": {
    extensions: [{ oid: "2.5.29.19", critical: true, value: Uint8Array.of(1, 2) }],
  },
  "an extension twice": { extensions: [odd, odd] },
  "two algorithms": { innerAlgorithm: derSequence(derOid("1.2.840.10045.4.3.3")) },
  "version 2": { version: 2 },
  "a time without its Z": {
    validity: derSequence(derText(0x17, "200101000000+0000"), derText(0x17, "400101000000Z")),
  },
  "of any purpose": { extensions: [extension.extKeyUsage(["2.5.29.37.0"])] },
  "names unreadable": { extensions: [{ oid: "2.5.29.17", critical: false, value: Uint8Array.of(1, 2) }] },
}
const ofLeaves: Quirks = {
  ...anywhere,
  "for another host": { extensions: [extension.subjectAltName([dns("www.example.edu")])] },
  "without names": { without: ["2.5.29.17"] },
  "an empty list of names": { extensions: [extension.subjectAltName([])] },
  "other common name": { subject: "imap.example.edu" },
  "common name of one label": { subject: "mail" },
  "a broken name": { extensions: [extension.subjectAltName([dns(host), dns("mail..example.edu")])] },
  "without purposes": { without: ["2.5.29.37"] },
  "without a subject": { subject: [] },
  "an address": { extensions: [extension.subjectAltName([dns(host), ip(192, 0, 2, 1)])] },
  "an address for a common name": { subject: "192.0.2.1" },
  "a wildcard": { subject: "*.example.edu", extensions: [extension.subjectAltName([dns("*.example.edu")])] },
  "wildcard of a suffix": { extensions: [extension.subjectAltName([dns(host), dns("*.edu")])] },
  "a CA": { extensions: [extension.basicConstraints(true), extension.keyUsage([0, 5])] },
  "a CA without usage": { extensions: [extension.basicConstraints(true)] },
  "no basicConstraints": { without: ["2.5.29.19"] },
}
const ofAuthorities: Quirks = {
  ...anywhere,
  "no CA": { extensions: [extension.basicConstraints(false)] },
  "no basicConstraints": { without: ["2.5.29.19"] },
  "path length 0": { extensions: [extension.basicConstraints(true, 0)] },
  "for servers": { extensions: [extension.extKeyUsage(["1.3.6.1.5.5.7.3.1"])] },
  "names a host": { extensions: [extension.subjectAltName([dns("ca.example.edu")])] },
  "host not permitted": { extensions: [extension.nameConstraints([dns("example.org")], [])] },
  "signed by another": { signerLabel: "stranger" },
}
const profiles: readonly ProfileName[] = ["private", "private", "public", "strict"]

export function randomChains(count: number, seed: number): readonly Case[] {
  return Array.from({ length: count }, (_, index) => {
    const next = random(seed * 1_000_003 + index)
    return chainOf((sides) => Math.floor(next() * sides), index)
  })
}

function chainOf(chance: Chance, index: number): Case {
  const root = made(chance, ["root", "root"], 6)
  const sub = made(chance, ["root", "sub", root.keyLabel], 3)
  const low = made(chance, ["sub", "low", sub.keyLabel], 3)
  // Another certificate of the intermediate's key, by a root that nobody knows.
  const cross = chance(5) === 0 ? [made(chance, ["other", "sub", "other", sub.keyLabel], 3)] : []
  const kind = oneOf(chance, ["below sub", "below sub", "below low", "below root", "of itself"] as const)
  const issuer = { "below sub": sub, "below low": low, "below root": root, "of itself": undefined }[kind]
  const edge = issuer === undefined ? [host, "leaf"] : [issuer.subject, "leaf", issuer.keyLabel]
  const end = made(chance, edge, 2)
  const subs = chance(2) === 0 ? [sub, ...cross] : [...cross, sub]
  const authorities = [...(kind === "below low" ? [low] : []), ...subs, root]
  const order = oneOf(chance, Object.keys(orders) as (keyof typeof orders)[])
  const own = issuer === undefined
  const chain =
    own && chance(3) > 0
      ? [end.certificate]
      : orders[order](authorities.map(({ certificate }) => certificate))
  const usual = chance(8) === 0 ? stranger : root.certificate
  const trusted = own && chance(2) === 0 ? end.certificate : usual
  const profile = oneOf(chance, profiles)
  const believed = profile === "private" && chance(3) === 0
  const isBundle = order === "in order" && /^below (sub|low)$/.test(kind) && cross.length === 0
  const parts = [end, ...authorities].map(({ text }) => text)
  return {
    name: [`${index}: ${profile}, ${order}`, ...parts, `trusts ${certificateName(trusted)}`].join("; "),
    ...{ leaf: end.certificate, chain, trusted, profile, codes: [] },
    ...(believed ? { believed: true } : {}),
    noBundle: !believed || !isBundle || parts.some((text) => text.includes("signed by another")),
  }
}

const stranger = ca("other>other")
const orders = {
  "in order": (chain: readonly Certificate[]) => chain,
  "without the root": (chain: readonly Certificate[]) => chain.slice(0, -1),
  "the root first": (chain: readonly Certificate[]) => [...chain].reverse(),
  "a stranger beside": (chain: readonly Certificate[]) => [...chain, stranger],
  twice: (chain: readonly Certificate[]) => [...chain, ...chain.slice(0, 1)],
  "without the intermediate": (chain: readonly Certificate[]) => chain.slice(1),
  "in order again": (chain: readonly Certificate[]) => chain,
} as const

/** A certificate with a quirk or two, one time in so many; without a key of an issuer it signs itself. */
function made(
  chance: Chance,
  [issuer = "", subject = "", signerLabel, ownLabel]: readonly string[],
  rarity: number,
) {
  const isLeaf = subject === "leaf"
  const quirks = isLeaf ? ofLeaves : ofAuthorities
  const names = Object.keys(quirks)
  const second = chance(3) === 0 ? [oneOf(chance, names)] : []
  const chosen = chance(rarity) > 0 ? [] : [oneOf(chance, names), ...second]
  const keyLabel = ownLabel ?? (chosen.includes("RSA 1024") ? `short ${subject}` : subject)
  const key = keyLabel === subject ? keyPair(subject) : keyPair(keyLabel, rsa(1024))
  const spec = chosen
    .map((name) => quirks[name] ?? {})
    .reduce(both, { key, signerLabel: signerLabel ?? keyLabel })
  // What signs itself is its own issuer, whatever it is called.
  const itself = signerLabel === undefined && spec.subject !== undefined ? { issuer: spec.subject } : {}
  const certificate = (isLeaf ? leaf : ca)(`${issuer}>${isLeaf ? host : subject}`, { ...spec, ...itself })
  return { text: `${issuer}>${subject} ${chosen.join(", ")}`.trim(), certificate, subject, keyLabel }
}

function both(one: EdgeSpec, other: EdgeSpec): EdgeSpec {
  const own = other.extensions ?? []
  const kept = (one.extensions ?? []).filter(({ oid }) => own.every((extension) => extension.oid !== oid))
  return {
    ...one,
    ...other,
    extensions: [...kept, ...own],
    without: [...(one.without ?? []), ...(other.without ?? [])],
  }
}

function oneOf<T>(chance: Chance, all: readonly T[]): T {
  const one = all[chance(all.length)]
  if (one === undefined) throw new Error("nothing to choose from")
  return one
}
