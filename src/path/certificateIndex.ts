/** Certificates by their subject, to find candidate issuers without comparing every pair of names. */
import type { Certificate } from "../x509/certificate.js"
import { sameBytes } from "../x509/derValues.js"
import type { Extensions } from "../x509/extensions.js"
import type { Name } from "../x509/name.js"

const none: readonly Certificate[] = []

export class CertificateIndex {
  readonly #bySubject = new Map<string, Certificate[]>()
  readonly #further: CertificateIndex | undefined
  /** Made when the first asks. */
  #fingerprints: ReadonlySet<string> | undefined

  /** @param further what else there is, indexed already */
  constructor(certificates: readonly Certificate[], further?: CertificateIndex) {
    this.#further = further
    for (const certificate of certificates) {
      const group = this.#bySubject.get(certificate.subject.key)
      if (group === undefined) this.#bySubject.set(certificate.subject.key, [certificate])
      else group.push(certificate)
    }
    for (const [subject, group] of this.#bySubject)
      if (group.length > 1) this.#bySubject.set(subject, unique(group))
  }

  /** Those whose subject is this name, by RFC 5280 section 7.1. */
  named(name: Name): readonly Certificate[] {
    const own = this.#bySubject.get(name.key) ?? none
    const further = this.#further?.named(name) ?? none
    if (own.length === 0 || further.length === 0) return own.length === 0 ? further : own
    return unique([...own, ...further])
  }

  /** Whether this very certificate is among them. */
  has(certificate: Certificate): boolean {
    this.#fingerprints ??= new Set([...this.#bySubject.values()].flat().map(({ fingerprint }) => fingerprint))
    return this.#fingerprints.has(certificate.fingerprint) || this.#further?.has(certificate) === true
  }
}

/** The first of each, by fingerprint: a file may hold thousands of one name. */
function unique(certificates: readonly Certificate[]): Certificate[] {
  const seen = new Set<string>()
  return certificates.filter(({ fingerprint }) => !seen.has(fingerprint) && seen.add(fingerprint))
}

const indexes = new WeakMap<readonly Certificate[], CertificateIndex>()

/** An index of a list; the same list, which must not change, gives the same index. */
export function indexOf(certificates: readonly Certificate[]): CertificateIndex {
  const known = indexes.get(certificates)
  if (known !== undefined) return known
  const made = new CertificateIndex(certificates)
  indexes.set(certificates, made)
  return made
}

/**
 * Candidate issuers, the likeliest first: whose key identifier the certificate (or list) names, then those in force, then
 * those that stay so longest.
 */
export function ranked(
  signed: { readonly extensions: Extensions },
  candidates: readonly Certificate[],
  at: Date,
): readonly Certificate[] {
  if (candidates.length < 2) return candidates
  const authority = signed.extensions.authorityKeyIdentifier
  const wanted = authority?.ok === true ? authority.value.keyIdentifier : undefined
  const now = at.getTime()
  const scored = candidates.map((candidate) => {
    const own = candidate.extensions.subjectKeyIdentifier
    const named = wanted !== undefined && own?.ok === true
    const fit = named ? (sameBytes(wanted, own.value) ? 4 : 0) : 2
    const until = candidate.notAfter.getTime()
    const isInForce = candidate.notBefore.getTime() <= now && now <= until
    return { candidate, until, score: fit + (isInForce ? 1 : 0) }
  })
  scored.sort((a, b) => b.score - a.score || b.until - a.until)
  return scored.map(({ candidate }) => candidate)
}
