import type { RetiredRoot } from "../path/retiredRoots.js"
import type { TrustStore } from "../path/trustStore.js"
import type { Certificate } from "../x509/certificate.js"
import { sameBytes } from "../x509/derValues.js"
import { sameName } from "../x509/name.js"
import { verifySignature } from "../x509/signature.js"

/** Public hierarchies have three CAs above a leaf; rustls-webpki allows six intermediates. */
const maxDepth = 8
/** As Go and rustls-webpki: no honest delivery needs a tenth of it. */
const maxSignatures = 100

const standingRanks = { trusted: 0, retired: 40, unknown: 80 } as const

/** One way from a leaf to a root, signatures checked. */
export interface Chain {
  /** Issuer of the leaf first, root last. */
  readonly issuers: readonly [Certificate, ...Certificate[]]
  readonly root: Certificate
  readonly standing: "trusted" | "retired" | "unknown"
  readonly retired?: RetiredRoot
}

export interface ChainSearch {
  /** Best first: trusted and valid at the time, then the shorter one. */
  readonly chains: readonly Chain[]
  /** Where the longest attempt that reached no root ended. */
  readonly deadEnd?: { readonly certificate: Certificate; readonly wrongSignature: boolean }
}

/** Finds every chain from the leaf over the pool to a root of the store, or to a root in the pool. */
export function findChains(
  leaf: Certificate,
  pool: readonly Certificate[],
  store: TrustStore,
  at: Date,
): ChainSearch {
  const retired = [...store.retired.values()].flatMap(({ certificate }) => certificate ?? [])
  const known = unique([...store.anchors, ...retired, ...pool.filter(isCandidate)])
  const chains: Chain[] = []
  const deadEnds: { certificate: Certificate; wrongSignature: boolean; depth: number }[] = []
  let signatures = 0

  const extend = (path: readonly [Certificate, ...Certificate[]]): void => {
    const tip = path.at(-1) ?? leaf
    const [, first, ...rest] = path
    if (first !== undefined && tip.isSelfIssued) {
      chains.push(chainOf([first, ...rest], tip, store))
      return
    }
    const named = known.filter(
      (issuer) => sameName(issuer.subject, tip.issuer) && !sharesIdentity(path, issuer),
    )
    const issuers = named.filter((issuer) => signatures++ < maxSignatures && signed(tip, issuer))
    if (issuers.length === 0)
      deadEnds.push({ certificate: tip, wrongSignature: named.length > 0, depth: path.length })
    if (path.length <= maxDepth) for (const issuer of issuers) extend([...path, issuer])
  }

  extend([leaf])
  const rank = (chain: Chain): number =>
    standingRanks[chain.standing] +
    (chain.issuers.every((issuer) => isValidAt(issuer, at)) ? 0 : 20) +
    chain.issuers.length
  const [deadEnd] = deadEnds.toSorted((a, b) => b.depth - a.depth)
  return {
    chains: chains.toSorted((a, b) => rank(a) - rank(b)),
    ...(deadEnd === undefined ? {} : { deadEnd }),
  }
}

export function isValidAt({ notBefore, notAfter }: Certificate, at: Date): boolean {
  return notBefore <= at && at <= notAfter
}

/** Old roots are version 1 and have no basicConstraints to say that they are CAs. */
function isCandidate(certificate: Certificate): boolean {
  return certificate.isCa || (certificate.version === 1 && certificate.isSelfIssued)
}

function chainOf(issuers: Chain["issuers"], root: Certificate, store: TrustStore): Chain {
  if (store.anchors.some(({ fingerprint }) => fingerprint === root.fingerprint))
    return { issuers, root, standing: "trusted" }
  const retired = store.retired.get(root.fingerprint)?.root
  return retired === undefined
    ? { issuers, root, standing: "unknown" }
    : { issuers, root, standing: "retired", retired }
}

/** The same subject with the same key again is a loop, whatever the rest of the certificate says. */
function sharesIdentity(path: readonly Certificate[], issuer: Certificate): boolean {
  return path.some(
    ({ subject, publicKey }) =>
      sameName(subject, issuer.subject) && sameBytes(publicKey.der, issuer.publicKey.der),
  )
}

function signed({ signatureAlgorithm, tbs, signature }: Certificate, issuer: Certificate): boolean {
  return verifySignature(signatureAlgorithm, issuer.publicKey, tbs, signature).kind === "valid"
}

function unique(certificates: readonly Certificate[]): Certificate[] {
  return [...new Map(certificates.map((certificate) => [certificate.fingerprint, certificate])).values()]
}
