import { indexOf } from "../path/certificateIndex.js"
import type { Certificate } from "../x509/certificate.js"
import { isSignedByOwnKey } from "../x509/certificateSignature.js"
import { sha256 } from "../x509/fingerprint.js"
import type { Material, Question, Route } from "./question.js"
import { isValidAt } from "./validityFindings.js"

/**
 * The leaf and what it hangs on: its path. Where none was found, everything that names lead to among what is at hand, as
 * nobody knows which was meant.
 */
export function wayOf(
  { leaf, sent, pool = [] }: Material,
  { chain }: Route,
  { store, at }: Question,
): readonly Certificate[] {
  if (chain.length > 0) return [leaf, ...chain.filter(({ fingerprint }) => fingerprint !== leaf.fingerprint)]
  const way = new Map([[leaf.fingerprint, leaf]])
  const asked = new Set<string>()
  // A map's values are walked on while it grows.
  for (const one of way.values()) {
    if (asked.has(one.issuer.key) || (one.isSelfIssued && isSignedByOwnKey(one))) continue
    asked.add(one.issuer.key)
    const issuers = [sent, pool, store.anchors].flatMap((all) => indexOf(all).named(one.issuer))
    for (const issuer of issuers) if (!way.has(issuer.fingerprint)) way.set(issuer.fingerprint, issuer)
  }
  return withoutOutdated([...way.values()], at)
}

/** One that has run out is no fault where the CA's newer certificate of the same name and key lies beside it. */
function withoutOutdated(way: readonly Certificate[], at: Date): readonly Certificate[] {
  const [leaf, ...others] = way
  const nameAndKey = ({ subject, publicKey }: Certificate): string =>
    `${subject.key} ${sha256(publicKey.der)}`
  const current = new Set(others.filter((one) => isValidAt(one, at)).map(nameAndKey))
  return way.filter((one) => one === leaf || isValidAt(one, at) || !current.has(nameAndKey(one)))
}
