import type { Finding, Subject } from "../finding.js"
import type { Certificate } from "../x509/certificate.js"
import type { Extensions } from "../x509/extensions.js"
import type { GeneralName } from "../x509/generalName.js"
import type { Name } from "../x509/name.js"
import { attributeOids, usageOids } from "../x509/oids.js"
import { serverPurposes } from "../x509/openssl.js"
import { covers, parseSan, type SanEntry, sanEntryOf } from "../x509/sanEntry.js"
import { certificateName } from "./certificateNames.js"
import { faultFinding, faults } from "./faults.js"

const forServers: ReadonlySet<string> = new Set([...serverPurposes, usageOids.any])

/** What is wrong with the names whichever were asked for. A certificate that is not for servers has none to look for. */
export function ownNameFindings(leaf: Certificate, subject: Subject): Finding[] {
  const names = leaf.extensions.subjectAltName
  if (!isForServers(leaf.extensions)) return []
  if (names === undefined) return [faultFinding(faults.sanMissing, subject, { name: certificateName(leaf) })]
  const values = names.ok ? uncoveredCommonNames(leaf.subject, names.value) : []
  return values.length === 0 ? [] : [faultFinding(faults.commonNameNotCovered, subject, { values })]
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

function claimedHost(commonName: string): SanEntry | undefined {
  const parsed = parseSan(commonName)
  if (!parsed.ok) return undefined
  return parsed.entry.kind === "ip" || parsed.entry.value.includes(".") ? parsed.entry : undefined
}
