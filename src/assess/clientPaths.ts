import type { ProfileName } from "../path/profile.js"
import type { TrustStore } from "../path/trustStore.js"
import { verifyChain } from "../path/verify.js"
import type { Certificate } from "../x509/certificate.js"

/** A path that some clients build: those whose root store has its root. */
export interface ClientPath {
  /** Leaf first, root last. */
  readonly path: readonly Certificate[]
  readonly root: Certificate
  /** retired: only clients whose roots are old take it. */
  readonly standing: "trusted" | "retired"
}

export interface ClientPathOptions {
  readonly store: TrustStore
  readonly at: Date
  readonly profile: ProfileName
}

/**
 * The paths over the certificates that will be served to each root that ends one, trusted ones first. More
 * than one means that clients differ: by cross-signed roots, or by how old their root store is.
 */
export function clientPaths(
  leaf: Certificate,
  served: readonly Certificate[],
  { store, at, profile }: ClientPathOptions,
): ClientPath[] {
  const issuers = new Set([leaf, ...served].map(({ issuer }) => issuer.key))
  const isNamed = ({ subject }: Certificate): boolean => issuers.has(subject.key)
  const retired = [...store.retired.values()].flatMap(({ certificate }) => certificate ?? [])
  const to = (root: Certificate, standing: ClientPath["standing"]): ClientPath[] => {
    // A client that has the root does not need what stands in for it.
    const pool = served.filter((certificate) => certificate.fingerprint !== root.fingerprint)
    const found = verifyChain(leaf, pool, { anchors: [root], at, profile, purpose: "serverAuth" })
    return found.ok ? [{ path: found.path, root, standing }] : []
  }
  return [
    ...store.anchors.filter(isNamed).flatMap((root) => to(root, "trusted")),
    ...retired.filter(isNamed).flatMap((root) => to(root, "retired")),
  ]
}
