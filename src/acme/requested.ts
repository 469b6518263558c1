/** What a CSR asks for, and whether an order or a certificate is that. */
import { ToolError } from "../errors.js"
import type { Certificate } from "../x509/certificate.js"
import { type Csr, verifyCsr } from "../x509/csr.js"
import { sameBytes } from "../x509/derValues.js"
import type { Extensions } from "../x509/extensions.js"
import { attributeOids } from "../x509/oids.js"
import { parseSan, type SanEntry, sanEntryOf } from "../x509/sanEntry.js"
import type { AcmeIdentifier } from "./schemas.js"

/**
 * The identifiers of an order for a CSR: exactly its names, the common name among them (RFC 8555 section 7.4).
 *
 * @throws ToolError `config` for a CSR that no CA would finalize such an order with
 */
export function identifiersOf(csr: Csr): readonly AcmeIdentifier[] {
  if (verifyCsr(csr).kind !== "valid") throw unfit("its signature does not verify")
  const names = namesIn(csr.extensions)
  if (names === undefined) throw unfit("its names cannot be read, or one is neither DNS name nor address")
  if (names.length === 0) throw unfit("it has no names (subjectAltName)")
  const known = new Set(names.map(keyOf))
  for (const { value } of csr.subject.values(attributeOids.commonName)) {
    const read = parseSan(value)
    if (!read.ok || !known.has(keyOf(read.entry))) throw unfit("its common name is not among its names")
  }
  return [...new Map(names.map((name) => [keyOf(name), identifier(name)])).values()]
}

function unfit(why: string): ToolError {
  return new ToolError("config", `the CSR cannot be ordered with: ${why}`, { hint: "make another CSR" })
}

/** RFC 8738 section 3: an address in its canonical text. */
function identifier({ kind, value }: SanEntry): AcmeIdentifier {
  return { type: kind, value }
}

function keyOf({ kind, value }: SanEntry): string {
  return `${kind}:${value}`
}

/** undefined where something there is no name of a server. */
function namesIn(extensions: Extensions): readonly SanEntry[] | undefined {
  const names = extensions.subjectAltName
  if (names === undefined) return []
  const entries = names.ok ? names.value.map(sanEntryOf) : [undefined]
  return entries.every((entry) => entry !== undefined) ? entries : undefined
}

/** Identifiers that one list has and the other lacks, as sentences; empty where both are the same. */
export function identifierDifferences(
  wanted: readonly AcmeIdentifier[],
  found: readonly AcmeIdentifier[],
): string[] {
  const text = ({ type, value }: AcmeIdentifier): string => `${type}:${value.toLowerCase()}`
  const [asked, had] = [
    new Map(wanted.map((one) => [text(one), one])),
    new Map(found.map((one) => [text(one), one])),
  ]
  return [
    ...[...asked].filter(([key]) => !had.has(key)).map(([, { value }]) => `${value} is missing`),
    ...[...had].filter(([key]) => !asked.has(key)).map(([, { value }]) => `${value} was not asked for`),
  ]
}

/**
 * Whether an authorization can be for one of the names of an order: for the name itself, without its `*.`, or for a domain that
 * it is in (RFC 9444).
 */
export function isOfOrder({ type, value }: AcmeIdentifier, ordered: readonly AcmeIdentifier[]): boolean {
  const name = value.toLowerCase()
  return ordered.some((one) => {
    const own = one.value.toLowerCase()
    return one.type === type && (own === name || (type === "dns" && own.endsWith(`.${name}`)))
  })
}

/** How a certificate differs from what its CSR asked for: key and names; empty where it is that. */
export function certificateDifferences(certificate: Certificate, csr: Csr): string[] {
  const names = namesIn(certificate.extensions)
  return [
    ...(sameBytes(certificate.publicKey.der, csr.publicKey.der) ? [] : ["it has another key"]),
    ...(names === undefined
      ? ["its names cannot be read"]
      : identifierDifferences(identifiersOf(csr), names.map(identifier))),
  ]
}
