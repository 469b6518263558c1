/** The entries of a revocation list by issuer and serial number: RFC 5280 sections 5.1.2.6 and 5.3. */
import type { Crl, RevokedEntry } from "../x509/crl.js"
import type { Extensions } from "../x509/extensions.js"
import type { Name } from "../x509/name.js"
import { extensionOids } from "../x509/oids.js"
import type { Budget } from "./budget.js"

/** A list made ready for looking up. */
export interface CrlIndex {
  /** Why the list may not be used at all, whatever it covers. */
  readonly fault: string | undefined
  readonly find: (issuer: Name, serial: string) => RevokedEntry | undefined
}

const listExtensions: ReadonlySet<string> = new Set([
  extensionOids.authorityKeyIdentifier,
  extensionOids.issuerAltName,
  extensionOids.crlNumber,
  extensionOids.deltaCrlIndicator,
  extensionOids.issuingDistributionPoint,
  extensionOids.freshestCrl,
  extensionOids.authorityInfoAccess,
])
const entryExtensions: ReadonlySet<string> = new Set([
  extensionOids.reasonCode,
  extensionOids.invalidityDate,
  extensionOids.certificateIssuer,
])

/** All that are known but the reason: what is revoked is so for whatever reason. */
const readEntryExtensions: ReadonlySet<string> = new Set(
  Object.values(extensionOids).filter((oid) => oid !== extensionOids.reasonCode),
)

function unknownCritical(extensions: Extensions, known: ReadonlySet<string>): string | undefined {
  return extensions.list.find(({ critical, oid }) => critical && !known.has(oid))?.oid
}

/** What is wrong with the list itself, its entries aside. */
function listFault({ extensions }: Crl): string | undefined {
  const unknown = unknownCritical(extensions, listExtensions)
  if (unknown !== undefined) return `it has a critical extension that is not understood (${unknown})`
  const problem = extensions.firstProblem()
  if (problem !== undefined) return problem.problem.message
  // RFC 5280 section 5.2.3.
  return extensions.isCritical("crlNumber") ? "its number is critical" : undefined
}

const indexes = new WeakMap<Crl, CrlIndex>()

/** Indexes a list once; undefined when the budget does not allow for its entries. */
export function crlIndex(crl: Crl, budget: Budget): CrlIndex | undefined {
  const known = indexes.get(crl)
  if (known !== undefined) return known
  if (!budget.spend("crlEntries", crl.entries.length)) return undefined
  const made = build(crl)
  indexes.set(crl, made)
  return made
}

function build(crl: Crl): CrlIndex {
  let fault = listFault(crl)
  const entries = new Map<string, RevokedEntry>()
  // RFC 5280 section 5.3.3: an entry without certificateIssuer has the one of the entry before it.
  let issuers = [crl.issuer.key]
  for (const entry of crl.entries) {
    fault ??= entryFault(entry)
    const named = entry.extensions.read("certificateIssuer")
    if (named?.ok === true)
      issuers = named.value.flatMap((name) => (name.kind === "directory" ? [name.name.key] : []))
    for (const issuer of issuers) entries.set(`${entry.serial} ${issuer}`, entry)
  }
  return { fault, find: (issuer, serial) => entries.get(`${serial} ${issuer.key}`) }
}

/** RFC 5280 section 5.3: an entry that is not understood makes the whole list unusable. */
function entryFault({ extensions }: RevokedEntry): string | undefined {
  if (extensions.list.length === 0) return undefined
  const unknown = unknownCritical(extensions, entryExtensions)
  if (unknown !== undefined) return `an entry has a critical extension that is not understood (${unknown})`
  return extensions.firstProblem(readEntryExtensions)?.problem.message
}
