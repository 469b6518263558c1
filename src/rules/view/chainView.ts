import type { Rejection } from "../../path/rejection.js"
import type { RetiredRoot } from "../../path/retiredRoots.js"
import type { TrustStore } from "../../path/trustStore.js"
import { type Verification, verifyChain } from "../../path/verify.js"
import type { Certificate } from "../../x509/certificate.js"
import { type OpensslVerdict, verifyAsOpenssl } from "../../zimbra/opensslVerify.js"

/** What a chain is judged with. */
export interface ChainMaterial {
  readonly leaf: Certificate
  /** The certificates beside the leaf in its file or handshake, in their order; empty where the leaf is alone. */
  readonly sent: readonly Certificate[]
  /** CA certificates among the other inputs. */
  readonly pool: readonly Certificate[]
  readonly store: TrustStore
  readonly now: Date
  /** One's own CA: any root will do. */
  readonly ownRoot: boolean
  /** Whether a server sent it during a handshake. */
  readonly served: boolean
}

/** The way from a leaf to a root, as far as there is one. */
export interface ChainWay {
  /** Issuer of the leaf first, root last; empty where no way leads to any root. */
  readonly path: readonly Certificate[]
  readonly standing: "trusted" | "retired" | "unknown" | "none"
  readonly retired?: RetiredRoot
  /** Where there is no way, what stopped it. */
  readonly top?: Rejection
}

/** A leaf with the certificates that came along; the way to a root is looked for once, when a rule asks for it. */
export class ChainView {
  readonly material: ChainMaterial
  #way: ChainWay | undefined
  #zimbra: OpensslVerdict | undefined

  constructor(material: ChainMaterial) {
    this.material = material
  }

  get leaf(): Certificate {
    return this.material.leaf
  }
  get sent(): readonly Certificate[] {
    return this.material.sent
  }
  get way(): ChainWay {
    this.#way ??= findWay(this.material)
    return this.#way
  }
  /** What Zimbra would say to the leaf with these certificates as chain file. */
  get zimbra(): OpensslVerdict {
    this.#zimbra ??= verifyAsOpenssl(this.leaf, this.sent, momentFor(this.material))
    return this.#zimbra
  }
}

function findWay(material: ChainMaterial): ChainWay {
  const { leaf, sent, pool, store, ownRoot } = material
  const at = momentFor(material)
  const all = [...sent, ...pool]
  const verify = (anchors: readonly Certificate[]): Verification =>
    verifyChain(leaf, all, { anchors, at, profile: "private", purpose: null, revocation: "off" })
  const trusted = verify(store.anchors)
  if (trusted.ok) return { path: trusted.path.slice(1), standing: "trusted" }
  const isRetired = ({ fingerprint }: Certificate): boolean => store.retired.has(fingerprint)
  const roots = all.filter((one) => one.isSelfIssued && one.fingerprint !== leaf.fingerprint)
  const carried = [...store.retired.values()].flatMap(({ certificate }) => certificate ?? [])
  const retired = verify([...carried, ...roots.filter(isRetired)])
  if (retired.ok) {
    const root = store.retired.get(retired.path.at(-1)?.fingerprint ?? "")?.root
    const path = retired.path.slice(1)
    return { path, standing: "retired", ...(root === undefined ? {} : { retired: root }) }
  }
  const own = verify(roots.filter((root) => !isRetired(root)))
  if (own.ok) return { path: own.path.slice(1), standing: ownRoot ? "trusted" : "unknown" }
  return { path: [], standing: "none", top: trusted.top }
}

/** Expiry has rules of its own: the chain is judged at a moment when the leaf is valid. */
function momentFor({ leaf, now }: ChainMaterial): Date {
  const { notBefore, notAfter } = leaf
  if (now < notBefore) return notBefore
  return now > notAfter ? notAfter : now
}
