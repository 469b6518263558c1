import type { TrustStore } from "../path/trustStore.js"
import { ChainView } from "../rules/view/chainView.js"
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
  { name, contents, served }: LintInput,
  { session, group, store, now }: ChainLint,
): void {
  const all = contents.certificates.map(({ certificate }) => certificate)
  const pool = [...group.authorities.values()]
  const ownRoot = session.effective(name).profile === "private"
  const judged = new Set<string>()
  for (const { certificate: leaf, subject } of contents.certificates) {
    if (isAuthority(leaf) || judged.has(leaf.fingerprint)) continue
    judged.add(leaf.fingerprint)
    // Of a file with several leaves only the CAs are chain.
    const sent = all.filter((other) => other.fingerprint === leaf.fingerprint || isAuthority(other))
    // A leaf alone says nothing about its chain, unless its issuer lies beside it.
    if (!served && sent.length === 1 && !pool.some((ca) => sameName(ca.subject, leaf.issuer))) continue
    const view = new ChainView({ leaf, sent, pool, store, now, ownRoot, served })
    session.run({ scope: "chain", view }, subject, leaf.fingerprint, name)
  }
}
