import { assess } from "../assess/assess.js"
import type { Question } from "../assess/question.js"
import type { TrustStore } from "../path/trustStore.js"
import { sameName } from "../x509/name.js"
import { type Group, isAuthority } from "./group.js"
import type { LintInput, LintRun } from "./lintRun.js"

export interface ChainLint {
  readonly session: LintRun
  readonly group: Group
  readonly store: TrustStore
  readonly now: Date
}

/** The look at chains, once the CAs of a group are known: one for each leaf of an input. */
export function lintChains(
  { name, contents, answer }: LintInput,
  { session, group, store, now }: ChainLint,
): void {
  const all = contents.certificates.map(({ certificate }) => certificate)
  const pool = [...group.authorities.values()]
  const { profile } = session.effective(name)
  const judged = new Set<string>()
  for (const { certificate: leaf, subject } of contents.certificates) {
    if (isAuthority(leaf) || judged.has(leaf.fingerprint)) continue
    judged.add(leaf.fingerprint)
    // Of a file with several leaves only the CAs are chain.
    const sent = all.filter((other) => other.fingerprint === leaf.fingerprint || isAuthority(other))
    // A leaf alone says nothing about its chain, unless it signed itself or its issuer lies beside it.
    const isAlone = answer === undefined && sent.length === 1 && !leaf.isSelfIssued
    if (isAlone && !pool.some((ca) => sameName(ca.subject, leaf.issuer))) continue
    const question: Question = {
      ...{ at: now, store, ownRoot: profile === "private" },
      profile,
      ...(answer === undefined ? {} : { hosts: [answer.host] }),
    }
    const material = { leaf, sent, pool, ...(answer === undefined ? {} : { answer }) }
    const assessment = assess(material, question, () => subject)
    session.run({ scope: "chain", view: { assessment } }, subject, leaf.fingerprint, name)
  }
}
