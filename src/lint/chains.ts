import { assess } from "../assess/assess.js"
import type { Question } from "../assess/question.js"
import type { TrustStore } from "../path/trustStore.js"
import type { Certificate } from "../x509/certificate.js"
import { sameName } from "../x509/name.js"
import { type Group, isAuthority } from "./group.js"
import type { LintInput, LintRun } from "./lintRun.js"

export interface ChainLint {
  readonly session: LintRun
  readonly group: Group
  readonly store: TrustStore
  /** Whether the roots are the user's own: then no other counts as known, whatever the profile. */
  readonly ownStore: boolean
  readonly now: Date
}

/** The look at chains, once the CAs of a group are known: one for each leaf of an input. */
export function lintChains(
  { name, contents, answer }: LintInput,
  { session, group, store, ownStore, now }: ChainLint,
): void {
  const all = contents.certificates.map(({ certificate }) => certificate)
  const pool = [...group.authorities.values()]
  const { profile } = session.effective(name)
  const judged = new Set<string>()
  for (const { certificate: leaf, subject } of contents.certificates) {
    if (judged.has(leaf.fingerprint) || isIssuer(leaf, all)) continue
    if (answer !== undefined && leaf !== all[0]) continue
    judged.add(leaf.fingerprint)
    // Of a file with several leaves only the issuers are chain; a server sends all for its one.
    const sent = all.filter(
      (other) => answer !== undefined || other.fingerprint === leaf.fingerprint || isIssuer(other, all),
    )
    // A leaf alone says nothing about its chain, unless it signed itself or its issuer lies beside it.
    const isAlone = answer === undefined && sent.length === 1 && !leaf.isSelfIssued
    if (isAlone && !pool.some((ca) => sameName(ca.subject, leaf.issuer))) continue
    const question: Question = {
      ...{ at: now, store, ownRoot: profile === "private" && !ownStore },
      profile,
      ...(answer === undefined ? {} : { hosts: [answer.host] }),
    }
    const material = { leaf, sent, pool, ...(answer === undefined ? {} : { answer }) }
    const assessment = assess(material, question, () => subject)
    session.run({ scope: "chain", view: { assessment } }, subject, leaf.fingerprint, name)
  }
}

/** A CA, or what is there as one although it says that it is none. */
function isIssuer(certificate: Certificate, all: readonly Certificate[]): boolean {
  const { subject, fingerprint } = certificate
  return (
    isAuthority(certificate) ||
    all.some((other) => other.fingerprint !== fingerprint && other.issuer.key === subject.key)
  )
}
