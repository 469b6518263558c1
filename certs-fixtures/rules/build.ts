/** Clean certificates and requests of a public CA, and what a recipe changes about them. */

import { derSequence } from "../../src/x509/derWrite.js"
import { type ExtensionName, extensionOids } from "../../src/x509/oids.js"
import {
  type CertificateSpec,
  certificateDer,
  type ExtensionSpec,
  type KeyPair,
  type NameInput,
  nameSpec,
  requestDer,
  timeDer,
} from "../certificateDer.js"
import { serialOf } from "../issue.js"
import { caExtensions, leafExtensions, requestExtensions, rootExtensions } from "./bases.js"

/** What a recipe changes; everything else stays as a public CA would have it. */
export interface Patch
  extends Partial<
    Pick<
      CertificateSpec,
      | "version"
      | "serial"
      | "validity"
      | "spki"
      | "algorithm"
      | "innerAlgorithm"
      | "hash"
      | "signature"
      | "middle"
      | "tail"
    >
  > {
  readonly subject?: NameInput
  readonly issuer?: NameInput
  /** Another key than the base's; a certificate that signs itself signs with it. */
  readonly key?: keyof RuleKeys
  /** The first day, or the first second (ISO 8601). */
  readonly from?: string
  /** The last second; a day means its first second. */
  readonly until?: string
  /** In place of `until`: days of 86,400 seconds, both ends counted (BR 6.3.2). */
  readonly days?: number
  /** Extensions that take the place of those with the same identifier, or come last. */
  readonly put?: readonly ExtensionSpec[]
  readonly drop?: readonly ExtensionName[]
  /** Extensions whose criticality is turned over. */
  readonly flip?: readonly ExtensionName[]
  /** Extensions that come last whatever is there. */
  readonly append?: readonly ExtensionSpec[]
}

export type Base = "leaf" | "self-signed" | "intermediate" | "root"
export type Recipe =
  | ({ readonly kind: "certificate"; readonly base: Base } & Patch)
  | ({ readonly kind: "csr" } & Patch)

/** Two recipes for a rule: one that keeps it and to which it applies, one that breaks it. */
export interface Pair {
  /** The number or the day of the rule on whose two sides the two lie, one step apart. */
  readonly limit?: number | string
  readonly good: Recipe
  readonly bad: Recipe
}
export type Pairs = Readonly<Record<string, Pair>>

export const leaf = (patch: Patch = {}): Recipe => ({ kind: "certificate", base: "leaf", ...patch })
export const selfSigned = (patch: Patch = {}): Recipe => ({
  kind: "certificate",
  base: "self-signed",
  ...patch,
})
export const intermediate = (patch: Patch = {}): Recipe => ({
  kind: "certificate",
  base: "intermediate",
  ...patch,
})
export const root = (patch: Patch = {}): Recipe => ({ kind: "certificate", base: "root", ...patch })
export const request = (patch: Patch = {}): Recipe => ({ kind: "csr", ...patch })

export interface RuleKeys {
  readonly server: KeyPair
  readonly issuing: KeyPair
  readonly root: KeyPair
  /** RSA 2047. */
  readonly old: KeyPair
}

export interface Built {
  readonly label: "CERTIFICATE" | "CERTIFICATE REQUEST"
  readonly der: Uint8Array
}

export const university = nameSpec("C=US, ST=Illinois, L=Springfield, O=Example University")
export const issuingName = nameSpec("C=US, O=Example Trust, CN=Example TLS CA 1")
export const rootName = nameSpec("C=US, O=Example Trust, CN=Example Root G2")

const bases = {
  leaf: { subject: university, issuer: issuingName, from: "2026-04-01", days: 180 },
  "self-signed": { subject: university, issuer: university, from: "2026-04-01", days: 180 },
  intermediate: { subject: issuingName, issuer: rootName, from: "2024-01-01", days: 3650 },
  root: { subject: rootName, issuer: rootName, from: "2024-01-01", days: 5475 },
} as const

/** Makes what a recipe describes; the serial number follows from the name. */
export function build(name: string, recipe: Recipe, keys: RuleKeys): Built {
  if (recipe.kind === "csr") return { label: "CERTIFICATE REQUEST", der: buildRequest(recipe, keys) }
  return { label: "CERTIFICATE", der: buildCertificate(name, recipe, keys) }
}

function buildCertificate(
  name: string,
  { base, ...patch }: Extract<Recipe, { kind: "certificate" }>,
  keys: RuleKeys,
): Uint8Array {
  const { key, signer } = keysOf(base, patch.key, keys)
  const { subject, issuer, from, days } = { ...bases[base], ...patch }
  const notBefore = new Date(from)
  const notAfter =
    patch.until === undefined
      ? new Date(notBefore.getTime() + days * 86_400_000 - 1000)
      : new Date(patch.until)
  const period = { notBefore, days: (notAfter.getTime() - notBefore.getTime() + 1000) / 86_400_000 }
  const clean = {
    leaf: leafExtensions,
    "self-signed": leafExtensions,
    intermediate: caExtensions,
    root: rootExtensions,
  }[base](key, signer, period)
  return certificateDer({
    serial: serialOf([name], key, signer),
    validity: derSequence(timeDer(notBefore), timeDer(notAfter)),
    ...patch,
    // A patch that changes only the subject of a self-signed certificate changes its issuer, too.
    issuer: base === "self-signed" && patch.issuer === undefined ? subject : issuer,
    subject,
    key,
    signer,
    // A certificate of version 1 has no field for them.
    ...(patch.version === 1 ? {} : { extensions: patched(clean, patch) }),
  })
}

function buildRequest(patch: Patch, { server }: RuleKeys): Uint8Array {
  return requestDer({
    subject: university,
    ...patch,
    key: server,
    extensions: patched(requestExtensions(), patch),
  })
}

const keyNames = {
  leaf: ["server", "issuing"],
  "self-signed": ["server", "server"],
  intermediate: ["issuing", "root"],
  root: ["root", "root"],
} as const

function keysOf(
  base: Base,
  other: keyof RuleKeys | undefined,
  keys: RuleKeys,
): { key: KeyPair; signer: KeyPair } {
  const [own, issuer] = keyNames[base]
  return { key: keys[other ?? own], signer: keys[own === issuer ? (other ?? own) : issuer] }
}

function patched(clean: readonly ExtensionSpec[], patch: Patch): ExtensionSpec[] {
  const { put = [], drop = [], flip = [], append = [] } = patch
  const dropped = new Set<string>(drop.map((name) => extensionOids[name]))
  const flipped = new Set<string>(flip.map((name) => extensionOids[name]))
  const replacements = new Map(put.map((spec) => [spec.oid, spec]))
  const kept = clean.filter(({ oid }) => !dropped.has(oid))
  const known = new Set(kept.map(({ oid }) => oid))
  return [
    ...kept.map((spec) => replacements.get(spec.oid) ?? spec),
    ...put.filter(({ oid }) => !known.has(oid)),
  ]
    .map((spec) => (flipped.has(spec.oid) ? { ...spec, critical: spec.critical !== true } : spec))
    .concat(append)
}
