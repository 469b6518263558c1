import { indexOf } from "../path/certificateIndex.js"
import type { Certificate } from "../x509/certificate.js"
import { isSignedByOwnKey } from "../x509/certificateSignature.js"
import type { Material, Question, Route } from "./question.js"

/**
 * The leaf and what it hangs on: its path. Where none was found, everything that names lead to among what is at hand, as
 * nobody knows which was meant.
 */
export function wayOf(
  { leaf, sent, pool = [] }: Material,
  { chain }: Route,
  { store }: Question,
): readonly Certificate[] {
  const way = new Map([leaf, ...chain].map((one) => [one.fingerprint, one]))
  if (chain.length > 0) return [...way.values()]
  const asked = new Set<string>()
  // A map's values are walked on while it grows.
  for (const one of way.values()) {
    if (asked.has(one.issuer.key) || (one.isSelfIssued && isSignedByOwnKey(one))) continue
    asked.add(one.issuer.key)
    const issuers = [sent, pool, store.anchors].flatMap((all) => indexOf(all).named(one.issuer))
    for (const issuer of issuers) way.set(issuer.fingerprint, issuer)
  }
  return [...way.values()]
}
