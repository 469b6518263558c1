import type { Finding, Subject } from "../finding.js"
import type { Certificate } from "../x509/certificate.js"
import type { Extensions } from "../x509/extensions.js"
import type { GeneralName } from "../x509/generalName.js"
import { hostnameProblem } from "../x509/hostname.js"
import type { Name } from "../x509/name.js"
import { attributeOids, usageOids } from "../x509/oids.js"
import { serverPurposes } from "../x509/openssl.js"
import { covers, parseSan, type SanEntry, sanEntryOf } from "../x509/sanEntry.js"
import { certificateName } from "./certificateNames.js"
import { type Fault, faultFinding, faults } from "./faults.js"

const forServers: ReadonlySet<string> = new Set([...serverPurposes, usageOids.any])

/** What is wrong with the names whichever were asked for. A certificate that is not for servers has none to look for. */
export function ownNameFindings(leaf: Certificate, subject: Subject): Finding[] {
  const names = leaf.extensions.subjectAltName
  if (!isForServers(leaf.extensions)) return []
  if (names === undefined) return [faultFinding(faults.sanMissing, subject, { name: certificateName(leaf) })]
  if (!names.ok) return []
  const told = (fault: Fault, values: readonly string[]): Finding[] =>
    values.length === 0 ? [] : [faultFinding(fault, subject, { values })]
  return [
    ...told(faults.commonNameNotCovered, uncoveredCommonNames(leaf.subject, names.value)),
    ...told(faults.dnsNameMalformed, malformedDnsNames(names.value)),
  ]
}

/** Without a list of purposes, it is for any. */
export function isForServers({ extKeyUsage }: Extensions): boolean {
  return extKeyUsage?.ok !== true || extKeyUsage.value.some((purpose) => forServers.has(purpose))
}

/**
 * The common names that claim a host which none of the alternative names stands for: clients look at those alone, and
 * whoever comes by the common name is warned. A single label, or text that is no host name, claims nothing.
 */
export function uncoveredCommonNames(subject: Name, names: readonly GeneralName[]): readonly string[] {
  const offered = names.flatMap((name) => sanEntryOf(name) ?? [])
  return subject.values(attributeOids.commonName).flatMap(({ value }) => {
    const claimed = claimedHost(value)
    return claimed === undefined || offered.some((entry) => covers(entry, claimed)) ? [] : [value]
  })
}

/**
 * DNS names that no resolver and no client takes for one: with control characters, spaces, empty labels, a partial wildcard.
 * mozilla::pkix reads the names in order and gives up at such a one ("bad DER"); the others pass over it.
 */
export function malformedDnsNames(names: readonly GeneralName[]): readonly string[] {
  return names.flatMap((name) =>
    name.kind === "dns" && hostnameProblem(name.value.replace(/^\*\./, "")) !== undefined ? [name.value] : [],
  )
}

function claimedHost(commonName: string): SanEntry | undefined {
  const parsed = parseSan(commonName)
  if (!parsed.ok) return undefined
  return parsed.entry.kind === "ip" || parsed.entry.value.includes(".") ? parsed.entry : undefined
}
