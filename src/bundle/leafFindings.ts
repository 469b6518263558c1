import { certificateName, sanEntries } from "../assess/certificateNames.js"
import { faultFinding, faults } from "../assess/faults.js"
import type { Finding, Subject } from "../finding.js"
import type { Certificate } from "../x509/certificate.js"
import type { Csr } from "../x509/csr.js"
import { sameBytes } from "../x509/derValues.js"
import { publicKeyText } from "../x509/publicKey.js"
import { covers, type SanEntry, sanEntryOf } from "../x509/sanEntry.js"
import { ecdsaVersions } from "../zimbra/version.js"
import type { AssembleOptions } from "./assembled.js"
import type { Delivered } from "./delivery.js"
import { bundleFindings } from "./findings.js"
import { bundleNotices } from "./notices.js"

/** What only an order can tell: the kind of key, and whether the CA granted what was asked for. */
export function leafFindings(leaf: Delivered, requests: readonly Csr[], options: AssembleOptions): Finding[] {
  return [...keyKind(leaf), ...grants(leaf, requests, options)]
}

function keyKind({ certificate: { publicKey }, subject }: Delivered): Finding[] {
  if (publicKey.kind === "rsa" && publicKey.modulusBits >= 2048) return []
  if (publicKey.kind === "ec" && (publicKey.curve === "P-256" || publicKey.curve === "P-384"))
    return [bundleNotices.ecKey(subject, { versions: ecdsaVersions })]
  return [bundleFindings.keyKind(subject, { kind: publicKeyText(publicKey) })]
}

/** Names that the CSR asked for and the fleet does not, and those that nobody asked for. */
function grants(
  { certificate, subject }: Delivered,
  requests: readonly Csr[],
  { publicKey, names = [] }: AssembleOptions,
): Finding[] {
  const offered = sanEntries(certificate)
  if (offered === undefined) return []
  const requested = requestedNames(requests, publicKey)
  const isCovered = (wanted: SanEntry): boolean => offered.some((entry) => covers(entry, wanted))
  const ofFleet = new Set(names.map(({ entry }) => entry.value))
  const dropped = requested.filter((entry) => !isCovered(entry) && !ofFleet.has(entry.value))
  const known = [...names.map(({ entry }) => entry), ...requested]
  const [first] = known
  if (first !== undefined && !known.some(isCovered))
    return names.length > 0 ? [] : [anotherHost(certificate, first, subject)]
  const unasked = offered.filter((entry) => !known.some((wanted) => covers(entry, wanted)))
  return [
    ...dropped.map(({ value }) => bundleFindings.requestedNameDropped(subject, { name: value })),
    ...(known.length === 0 || unasked.length === 0
      ? []
      : [bundleNotices.nameUnasked(subject, { names: unasked.map(({ value }) => value) })]),
  ]
}

/** Not one name of the order: rather the certificate of another order than one with names left out. */
function anotherHost(certificate: Certificate, wanted: SanEntry, subject: Subject): Finding {
  const found = (sanEntries(certificate) ?? []).map(({ value }) => value)
  return faultFinding(faults.hostMismatch, subject, {
    ...{ name: certificateName(certificate), wanted: wanted.value },
    found: found.length === 0 ? ["no name at all"] : found,
  })
}

/** What the CSRs of this very key asked for; a CSR of another key says nothing here. */
function requestedNames(requests: readonly Csr[], publicKey: Uint8Array): SanEntry[] {
  return requests
    .filter((csr) => sameBytes(csr.publicKey.der, publicKey))
    .flatMap((csr) => {
      const asked = csr.extensions.subjectAltName
      return asked?.ok ? asked.value.flatMap((name) => sanEntryOf(name) ?? []) : []
    })
}
