import type { Finding } from "../finding.js"
import type { Certificate } from "../x509/certificate.js"
import { covers, parseSan, type SanEntry } from "../x509/sanEntry.js"
import { certificateName, sanEntries } from "./certificateNames.js"
import { faultFinding, faults } from "./faults.js"
import { ownNameFindings } from "./ownNames.js"
import type { Question, RequiredName, SubjectOf } from "./question.js"

/** Which of the names that clients use the certificate is not valid for (RFC 9525; the common name never counts). */
export function nameFindings(
  leaf: Certificate,
  { names = [], hosts = [] }: Question,
  subjectOf: SubjectOf,
): Finding[] {
  const offered = sanEntries(leaf)
  const subject = subjectOf(leaf)
  const name = certificateName(leaf)
  if (offered === undefined) {
    const read = leaf.extensions.subjectAltName
    const problem = read?.ok === false ? read.problem.message : "unknown"
    return [faultFinding(faults.namesUnreadable, subject, { name, problem })]
  }
  const isCovered = (wanted: SanEntry): boolean => offered.some((entry) => covers(entry, wanted))
  const own = ownNameFindings(leaf, subject)
  const found = offered.length === 0 ? ["no name at all"] : offered.map(({ value }) => value)
  const [first] = names
  if (first !== undefined && !names.some(({ entry }) => isCovered(entry)))
    return [...own, faultFinding(faults.hostMismatch, subject, { name, wanted: first.entry.value, found })]
  const missing = names.filter(({ entry }) => !isCovered(entry))
  const unplaced = missing.filter((wanted) => wanted.subject === undefined)
  const strange = hosts.filter((host) => !isCovered(entryOf(host)))
  return [
    ...own,
    ...missing.flatMap(placedFinding),
    ...(unplaced.length === 0
      ? []
      : [faultFinding(faults.nameMissing, subject, { values: unplaced.map(({ entry }) => entry.value) })]),
    ...(strange.length === 0
      ? []
      : [faultFinding(faults.hostMismatch, subject, { name, wanted: strange.join(", "), found })]),
  ]
}

function placedFinding({ entry, reason, subject, at }: RequiredName): Finding[] {
  if (subject === undefined) return []
  const finding = faultFinding(faults.nameMissing, subject, { values: [entry.value], reason })
  return [at === undefined ? finding : { ...finding, at }]
}

function entryOf(host: string): SanEntry {
  const parsed = parseSan(host)
  return parsed.ok ? parsed.entry : { kind: "dns", value: host.toLowerCase() }
}
