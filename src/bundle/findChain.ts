import type { ProfileName } from "../path/profile.js"
import type { RetiredRoot } from "../path/retiredRoots.js"
import type { TrustStore } from "../path/trustStore.js"
import { type Verification, verifyChain } from "../path/verify.js"
import type { Certificate } from "../x509/certificate.js"
import type { Crl } from "../x509/crl.js"
import type { OcspResponse } from "../x509/ocsp.js"

/** The way from a leaf to a root, or why there is none. */
export type ChainResult =
  | {
      readonly found: true
      /** Issuer of the leaf first, root last. */
      readonly chain: readonly [Certificate, ...Certificate[]]
      readonly root: Certificate
      readonly standing: "trusted" | "retired" | "unknown"
      readonly retired?: RetiredRoot
    }
  | { readonly found: false; readonly verification: Extract<Verification, { ok: false }> }

export interface ChainOptions {
  readonly store: TrustStore
  readonly at: Date
  readonly profile: ProfileName
  readonly crls?: readonly Crl[]
  readonly ocsp?: readonly OcspResponse[]
}

/**
 * Verifies the leaf against the roots of the store; where that fails, against roots that were retired and
 * roots that came along, because a chain that ends in the wrong root is another fault than one with a gap.
 */
export function findChain(
  leaf: Certificate,
  pool: readonly Certificate[],
  options: ChainOptions,
): ChainResult {
  const { store, at, profile, crls = [], ocsp = [] } = options
  const verify = (anchors: readonly Certificate[]): Verification =>
    verifyChain(leaf, pool, { anchors, at, profile, purpose: "serverAuth", crls, ocsp })
  const trusted = verify(store.anchors)
  if (trusted.ok) return result(trusted.path, "trusted")
  const isRetired = ({ fingerprint }: Certificate): boolean => store.retired.has(fingerprint)
  const carried = [...store.retired.values()].flatMap(({ certificate }) => certificate ?? [])
  const roots = pool.filter(
    ({ isSelfIssued, fingerprint }) => isSelfIssued && fingerprint !== leaf.fingerprint,
  )
  const retired = verify([...carried, ...roots.filter(isRetired)])
  if (retired.ok) return result(retired.path, "retired", store)
  const unknown = verify(roots.filter((root) => !isRetired(root)))
  return unknown.ok ? result(unknown.path, "unknown") : { found: false, verification: trusted }
}

function result(
  path: readonly Certificate[],
  standing: "trusted" | "retired" | "unknown",
  store?: TrustStore,
): ChainResult {
  const [leaf, first = leaf, ...others] = path as readonly [Certificate, ...Certificate[]]
  const root = others.at(-1) ?? first
  const retired = store?.retired.get(root.fingerprint)?.root
  return {
    found: true,
    chain: [first, ...others],
    root,
    standing,
    ...(retired === undefined ? {} : { retired }),
  }
}
