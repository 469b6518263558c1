import type { Finding } from "../finding.js"
import type { Csr } from "../x509/csr.js"
import { sameBytes } from "../x509/derValues.js"
import { publicKeyText } from "../x509/publicKey.js"
import { covers, type SanEntry, sanEntryOf } from "../x509/sanEntry.js"
import { ecdsaVersions } from "../zimbra/version.js"
import type { AssembleOptions } from "./assembled.js"
import { certificateName, sanEntries } from "./certificateNames.js"
import type { Delivered } from "./delivery.js"
import { bundleFindings } from "./findings.js"
import { bundleRemarks } from "./remarks.js"

const day = 86_400_000
/** No public certificate is shorter than 47 days even in 2029 (BR 6.3.2): this one is no new one. */
const soonDays = 14

/** What path validation does not look at: the kind of key, days left, and whether it has every name it must have. */
export function leafFindings(leaf: Delivered, requests: readonly Csr[], options: AssembleOptions): Finding[] {
  return [...keyKind(leaf), ...remaining(leaf, options.at), ...names(leaf, requests, options)]
}

function keyKind({ certificate: { publicKey }, subject }: Delivered): Finding[] {
  if (publicKey.kind === "rsa" && publicKey.modulusBits >= 2048) return []
  if (publicKey.kind === "ec" && (publicKey.curve === "P-256" || publicKey.curve === "P-384"))
    return [bundleRemarks.ecKey(subject, { versions: ecdsaVersions })]
  return [bundleFindings.keyKind(subject, { kind: publicKeyText(publicKey) })]
}

function remaining({ certificate, subject }: Delivered, at: Date): Finding[] {
  const days = Math.floor((certificate.notAfter.getTime() - at.getTime()) / day)
  if (days < 0 || days >= soonDays) return []
  const facts = { name: certificateName(certificate), days, notAfter: certificate.notAfter.toISOString() }
  return [bundleRemarks.expiresSoon(subject, facts)]
}

function names(
  { certificate, subject }: Delivered,
  requests: readonly Csr[],
  options: AssembleOptions,
): Finding[] {
  const offered = sanEntries(certificate)
  if (offered === undefined) {
    const read = certificate.extensions.subjectAltName
    const problem = read?.ok === false ? read.problem.message : "unknown"
    return [bundleFindings.unreadableNames(subject, { name: certificateName(certificate), problem })]
  }
  const requested = requestedNames(requests, options.publicKey)
  const isCovered = (wanted: SanEntry): boolean => offered.some((entry) => covers(entry, wanted))
  const missing = options.names.filter(({ entry }) => !isCovered(entry))
  const reported = new Set(missing.map(({ entry }) => entry.value))
  const dropped = requested.filter((entry) => !isCovered(entry) && !reported.has(entry.value))
  const known = [...options.names.map(({ entry }) => entry), ...requested]
  const [first] = known
  if (first !== undefined && !known.some(isCovered)) {
    const facts = { names: offered.map(({ value }) => value), wanted: first.value }
    return [bundleFindings.anotherHost(subject, facts)]
  }
  const unasked = offered.filter((entry) => !known.some((wanted) => covers(entry, wanted)))
  return [
    ...missing.map((wanted) =>
      bundleFindings.nameMissing(
        wanted.subject,
        { name: wanted.entry.value, reason: wanted.reason },
        wanted.at,
      ),
    ),
    ...dropped.map(({ value }) => bundleFindings.requestedNameDropped(subject, { name: value })),
    ...(known.length === 0 || unasked.length === 0
      ? []
      : [bundleRemarks.nameUnasked(subject, { names: unasked.map(({ value }) => value) })]),
  ]
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
