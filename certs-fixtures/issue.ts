import { createHash, createPublicKey, type KeyObject, sign } from "node:crypto"
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
import { extensionOids, usageOids } from "../src/x509/oids.js"
import { parseSan } from "../src/x509/sanEntry.js"

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
}

const sha256WithRsa = derSequence(derOid("1.2.840.113549.1.1.11"), der(0x05))

/** Signs a certificate with RSA PKCS#1 v1.5, which is repeatable; the serial follows from the content. */
export function issue(recipe: CertificateRecipe): Uint8Array {
  const spki = publicKey(recipe.key)
  const content = [recipe.subject, recipe.issuer, recipe.from, recipe.until, ...(recipe.names ?? [])].join(
    "\n",
  )
  const serial = createHash("sha256").update(content).update(spki).update(publicKey(recipe.signer)).digest()
  const tbs = derSequence(
    der(0xa0, derInteger(2)),
    // 64 bits at least (BR 7.1) and positive.
    derInteger(Uint8Array.from([0x10, ...serial.subarray(0, 15)])),
    sha256WithRsa,
    name(recipe.issuer),
    derSequence(time(recipe.from, 0), time(recipe.until, -1000)),
    name(recipe.subject),
    spki,
    der(0xa3, derSequence(...extensions(recipe, spki))),
  )
  return derSequence(tbs, sha256WithRsa, derBits(sign("sha256", tbs, recipe.signer)))
}

function extensions(recipe: CertificateRecipe, spki: Uint8Array): Uint8Array[] {
  const { ca = false, names = [], issuerUrl, signer } = recipe
  const usages = recipe.usages ?? (ca ? [] : [usageOids.serverAuth])
  return [
    extension(extensionOids.basicConstraints, true, derSequence(...(ca ? [derBoolean(true)] : []))),
    // keyCertSign and cRLSign, or digitalSignature and keyEncipherment.
    extension(
      extensionOids.keyUsage,
      true,
      ca ? derBits(Uint8Array.of(0x06), 1) : derBits(Uint8Array.of(0xa0), 5),
    ),
    extension(extensionOids.subjectKeyIdentifier, false, derOctets(keyIdentifier(spki))),
    extension(
      extensionOids.authorityKeyIdentifier,
      false,
      derSequence(der(0x80, keyIdentifier(publicKey(signer)))),
    ),
    ...(usages.length === 0
      ? []
      : [extension(extensionOids.extKeyUsage, false, derSequence(...usages.map(derOid)))]),
    ...(names.length === 0
      ? []
      : [extension(extensionOids.subjectAltName, false, derSequence(...names.map(generalName)))]),
    ...(issuerUrl === undefined
      ? []
      : [
          extension(
            extensionOids.authorityInfoAccess,
            false,
            derSequence(derSequence(derOid("1.3.6.1.5.5.7.48.2"), derText(0x86, issuerUrl))),
          ),
        ]),
  ]
}

function extension(oid: string, critical: boolean, value: Uint8Array): Uint8Array {
  return derSequence(derOid(oid), ...(critical ? [derBoolean(true)] : []), derOctets(value))
}

function generalName(text: string): Uint8Array {
  const parsed = parseSan(text)
  if (!parsed.ok) throw new Error(`${text}: ${parsed.problem}`)
  return parsed.entry.kind === "dns" ? derText(0x82, parsed.entry.value) : der(0x87, parsed.entry.octets)
}

/** `O=Example Trust, CN=Example Root G2`, in this order. */
function name(text: string): Uint8Array {
  const types: Readonly<Record<string, string>> = {
    C: "2.5.4.6",
    O: "2.5.4.10",
    L: "2.5.4.7",
    ST: "2.5.4.8",
    CN: "2.5.4.3",
  }
  return derSequence(
    ...text.split(", ").map((part) => {
      const [type = "", value = ""] = part.split("=")
      return derSet(derSequence(derOid(types[type] ?? type), derText(type === "C" ? 0x13 : 0x0c, value)))
    }),
  )
}

/** RFC 5280 section 4.1.2.5: UTCTime until 2049. */
function time(day: string, offset: number): Uint8Array {
  const text = new Date(Date.parse(`${day}T00:00:00Z`) + offset).toISOString().replace(/[-:T]|\.\d+/g, "")
  return text < "2050" ? derText(0x17, text.slice(2)) : derText(0x18, text)
}

function publicKey(key: KeyObject): Uint8Array {
  return createPublicKey(key).export({ type: "spki", format: "der" })
}

/** RFC 7093 section 2, method 1. */
function keyIdentifier(spki: Uint8Array): Uint8Array {
  return createHash("sha256").update(spki).digest().subarray(0, 20)
}
