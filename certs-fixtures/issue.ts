import { createHash, createPublicKey, type KeyObject } from "node:crypto"
import { derOid, derSequence, derText } from "../src/x509/derWrite.js"
import { extensionOids, usageOids } from "../src/x509/oids.js"
import { parseSan } from "../src/x509/sanEntry.js"
import { certificateDer, type ExtensionSpec, type KeyPair, nameSpec, spkiOf } from "./certificateDer.js"
import { dns, extension, ip } from "./extensionDer.js"

/** A certificate in a few words; whatever is left out has the value that a public CA would choose. */
export interface CertificateRecipe {
  readonly subject: string
  readonly key: KeyObject
  readonly issuer: string
  readonly signer: KeyObject
  /** `2026-04-20`: valid from the first second of that day. */
  readonly from: string
  /** Valid to the last second of the day before. */
  readonly until: string
  readonly ca?: boolean
  readonly names?: readonly string[]
  /** Where the issuer's certificate can be had (caIssuers). */
  readonly issuerUrl?: string
  readonly usages?: readonly string[]
  /** Bits of the key usage, where they are not the usual ones. */
  readonly keyUsage?: readonly number[]
  /** The names are cut off in the middle. */
  readonly brokenNames?: true
}

/** Signs a certificate with RSA PKCS#1 v1.5, which is repeatable; the serial follows from the content. */
export function issue(recipe: CertificateRecipe): Uint8Array {
  const [key, signer] = [pairOf(recipe.key), pairOf(recipe.signer)]
  const content = [recipe.subject, recipe.issuer, recipe.from, recipe.until, ...(recipe.names ?? [])]
  return certificateDer({
    serial: serialOf(content, key, signer),
    issuer: nameSpec(recipe.issuer),
    subject: nameSpec(recipe.subject),
    notBefore: moment(recipe.from),
    notAfter: new Date(moment(recipe.until).getTime() - 1000),
    key,
    signer,
    extensions: extensions(recipe, key, signer),
  })
}

/** 16 octets that follow from the content and the keys: positive, and long enough for 64 bits (BR 7.1). */
export function serialOf(content: readonly string[], key: KeyPair, signer: KeyPair): Uint8Array {
  const hash = createHash("sha256").update(content.join("\n"))
  const digest = hash.update(spkiOf(key.publicKey)).update(spkiOf(signer.publicKey)).digest()
  return Uint8Array.of(0x10, ...digest.subarray(0, 15))
}

function extensions(recipe: CertificateRecipe, key: KeyPair, signer: KeyPair): ExtensionSpec[] {
  const { ca = false, names = [], issuerUrl } = recipe
  const usages = recipe.usages ?? (ca ? [] : [usageOids.serverAuth])
  return [
    extension.basicConstraints(ca),
    // keyCertSign and cRLSign, or digitalSignature and keyEncipherment.
    extension.keyUsage([...(recipe.keyUsage ?? (ca ? [5, 6] : [0, 2]))]),
    extension.subjectKeyIdentifier(keyIdentifier(key)),
    extension.authorityKeyIdentifier(keyIdentifier(signer)),
    ...(usages.length === 0 ? [] : [extension.extKeyUsage(usages)]),
    ...(names.length === 0 ? [] : [extension.subjectAltName(names.map(generalName))]),
    ...(recipe.brokenNames
      ? [{ oid: extensionOids.subjectAltName, value: Uint8Array.of(0x30, 9, 0x82) }]
      : []),
    ...(issuerUrl === undefined ? [] : [caIssuers(issuerUrl)]),
  ]
}

function caIssuers(url: string): ExtensionSpec {
  const location = derSequence(derOid("1.3.6.1.5.5.7.48.2"), derText(0x86, url))
  return { oid: extensionOids.authorityInfoAccess, value: derSequence(location) }
}

function generalName(text: string): Uint8Array {
  const parsed = parseSan(text)
  if (!parsed.ok) throw new Error(`${text}: ${parsed.problem}`)
  return parsed.entry.kind === "dns" ? dns(parsed.entry.value) : ip(...parsed.entry.octets)
}

function moment(day: string): Date {
  return new Date(`${day}T00:00:00Z`)
}

export function pairOf(privateKey: KeyObject): KeyPair {
  return { privateKey, publicKey: createPublicKey(privateKey) }
}

/** RFC 7093 section 2, method 1. */
export function keyIdentifier({ publicKey }: KeyPair): Uint8Array {
  return createHash("sha256").update(spkiOf(publicKey)).digest().subarray(0, 20)
}
