import type { Certificate } from "../x509/certificate.js"
import { sameBytes } from "../x509/derValues.js"
import type { Material, Route, SentChain } from "./question.js"

/** How what was sent hangs together, given the way to the root. */
export function sentChain({ leaf, sent }: Material, { chain }: Route): SentChain {
  const positions = new Map(sent.map(({ fingerprint }, index) => [fingerprint, index]))
  const [first = leaf] = chain
  const isOwnRoot = leaf.isSelfIssued && first.fingerprint === leaf.fingerprint
  const way = isOwnRoot ? [leaf] : chain.length === 0 ? waySent(leaf, sent) : [leaf, ...chain]
  const places = way.flatMap(({ fingerprint }) => positions.get(fingerprint) ?? [])
  // A leaf that is its own root is its own chain file, too, and comes twice.
  const counted = isOwnRoot ? sent.filter((_, index) => index !== sent.indexOf(leaf)) : sent
  const seen = new Set<string>()
  // A cross-signed certificate has the key of one that is on the way: clients with other roots need it.
  const isKnown = (one: Certificate): boolean =>
    way.some((other) => sameBytes(other.publicKey.der, one.publicKey.der))
  return {
    ordered: places.every((place, index) => index === 0 || place > (places[index - 1] ?? -1)),
    repeated: counted.filter(({ fingerprint }) => seen.has(fingerprint) || !seen.add(fingerprint)),
    unrelated: sent.filter((one) => one.fingerprint !== leaf.fingerprint && !isKnown(one)),
    missing: chain.slice(0, -1).filter(({ fingerprint }) => !positions.has(fingerprint)),
  }
}

/** Where there is no way to a root, as far as names lead through what was sent. */
function waySent(leaf: Certificate, sent: readonly Certificate[]): readonly Certificate[] {
  const way = [leaf]
  for (let tip = leaf; !tip.isSelfIssued; ) {
    const child = tip
    const issuer = sent.find((one) => one.subject.key === child.issuer.key && !way.includes(one))
    if (issuer === undefined) break
    way.push(issuer)
    tip = issuer
  }
  return way
}
