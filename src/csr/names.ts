import type { Finding, Place, Subject } from "../finding.js"
import { type PublicNameProblem, publicNameProblems } from "../x509/publicName.js"
import { covers, parseSan, type SanEntry, sanProblemTexts } from "../x509/sanEntry.js"
import { nameFindings } from "./nameFindings.js"

/** public: what a CA that browsers trust would sign; private: everything that is a name at all. */
export type NameProfile = "public" | "private"

/** A name as somebody wrote it, where it stands, and what it is for. */
export interface WantedName<R> {
  readonly text: string
  readonly reason: R
  readonly subject: Subject
  readonly at?: Place
}

/** A name that the certificate will carry, once, with every reason for it. */
export interface CertificateName<R> {
  readonly entry: SanEntry
  readonly reasons: readonly R[]
  readonly subject: Subject
  readonly at?: Place
}

/** From a reseller's page about DigiCert; hence a warning. */
const nameLimit = 250
/** ub-common-name, RFC 5280 appendix A.1. */
const commonNameLimit = 64

/**
 * Makes wanted names canonical, merges those that are the same, and judges them. The first one is the
 * common name. A name with bad syntax is reported and left out; the order is that of first appearance.
 */
export function collectNames<R>(
  wanted: readonly [commonName: WantedName<R>, ...others: WantedName<R>[]],
  profile: NameProfile,
): { readonly names: readonly CertificateName<R>[]; readonly findings: readonly Finding[] } {
  const merged = new Map<string, CertificateName<R>>()
  const findings: Finding[] = []
  wanted.forEach((name, index) => {
    const parsed = parseSan(name.text)
    if (!parsed.ok) {
      const { what, hint } = sanProblemTexts[parsed.problem]
      findings.push(nameFindings.syntax(name.subject, { name: name.text, what, fix: hint }, name.at))
      return
    }
    const { entry } = parsed
    if (index === 0) findings.push(...commonNameProblems(entry, name, profile))
    const key = `${entry.kind}:${entry.value}`
    const known = merged.get(key)
    if (known === undefined && profile === "public") findings.push(...publicProblems(entry, name))
    merged.set(key, {
      ...(known ?? { entry, subject: name.subject, ...(name.at === undefined ? {} : { at: name.at }) }),
      reasons: [...(known?.reasons ?? []), name.reason],
    })
  })
  findings.push(...coveredAnyway([...merged.values()]))
  if (merged.size > nameLimit)
    findings.push(
      nameFindings.tooMany(wanted[0].subject, { count: merged.size, limit: nameLimit }, wanted[0].at),
    )
  return { names: [...merged.values()], findings }
}

/** Names beside the common one that a wildcard among them covers: each may cost money, and nobody would miss it. */
function coveredAnyway<R>(names: readonly CertificateName<R>[]): Finding[] {
  const wildcards = names.filter(({ entry }) => entry.value.startsWith("*."))
  return names.slice(1).flatMap(({ entry, subject, at }) => {
    const by = wildcards.find((one) => one.entry !== entry && covers(one.entry, entry))
    const facts = { name: entry.value, by: by?.entry.value ?? "" }
    return by === undefined ? [] : [nameFindings.coveredByWildcard(subject, facts, at)]
  })
}

function commonNameProblems(
  entry: SanEntry,
  { subject, at }: WantedName<unknown>,
  profile: NameProfile,
): Finding[] {
  const name = entry.value
  if (name.length > commonNameLimit)
    return [nameFindings.commonNameTooLong(subject, { name, length: name.length }, at)]
  return entry.kind === "ip" && profile === "public" ? [nameFindings.commonNameIp(subject, { name }, at)] : []
}

function publicProblems(entry: SanEntry, { subject, at }: WantedName<unknown>): Finding[] {
  return publicNameProblems(entry).map((problem) => publicFinding(problem, entry.value, subject, at))
}

function publicFinding(
  problem: PublicNameProblem,
  name: string,
  subject: Subject,
  at: Place | undefined,
): Finding {
  switch (problem.kind) {
    case "single-label":
      return nameFindings.singleLabel(subject, { name }, at)
    case "internal":
      return nameFindings.internal(subject, { name, tld: problem.tld }, at)
    case "unknown-tld":
      return nameFindings.unknownTld(subject, { name, tld: problem.tld }, at)
    case "arpa":
      return nameFindings.arpa(subject, { name }, at)
    case "reserved-ip":
      return nameFindings.reservedIp(subject, { name, purpose: problem.purpose }, at)
    case "underscore":
      return nameFindings.underscore(subject, { name }, at)
    case "reserved-hyphens":
      return nameFindings.reservedHyphens(subject, { name, label: problem.label }, at)
    case "public-suffix":
      return nameFindings.publicSuffix(subject, { name, suffix: problem.suffix }, at)
  }
}
