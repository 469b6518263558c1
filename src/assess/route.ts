import { rank } from "../path/rejection.js"
import { type Verification, verifyChain } from "../path/verify.js"
import type { Certificate } from "../x509/certificate.js"
import type { Material, Question, Route, Standing } from "./question.js"

const none: readonly Certificate[] = []

/**
 * Looks for the way to a root: to those that clients know; where there is none, to roots that were retired and roots
 * that came along, because a chain that ends in the wrong root is another fault than one with a gap. Expiry of the leaf
 * is judged elsewhere: the way is looked for at a moment when the leaf is valid.
 */
export function findRoute({ leaf, sent, pool = none }: Material, question: Question): Route {
  const { store, ownRoot } = question
  const verify = (anchors: readonly Certificate[]): Verification =>
    verifyTo(anchors, { leaf, sent, pool }, question)
  const trusted = verify(store.anchors)
  if (trusted.ok) return routeOf(trusted, "trusted")
  const isRetired = ({ fingerprint }: Certificate): boolean => store.retired.has(fingerprint)
  const carried = [...store.retired.values()].flatMap(({ certificate }) => certificate ?? [])
  const roots = [...sent, ...pool].filter(
    ({ isSelfIssued, fingerprint }) => isSelfIssued && fingerprint !== leaf.fingerprint,
  )
  const named = [issuersOf(sent), issuersOf(pool), new Set([leaf.issuer.key])]
  const withdrawn = [...carried, ...roots.filter(isRetired)].filter(({ subject }) =>
    named.some((issuers) => issuers.has(subject.key)),
  )
  const retired = withdrawn.length === 0 ? undefined : verify(withdrawn)
  if (retired?.ok === true) {
    const root = store.retired.get(retired.path.at(-1)?.fingerprint ?? "")?.root
    return { ...routeOf(retired, "retired"), ...(root === undefined ? {} : { retired: root }) }
  }
  const itself = ownRoot && vouchesForItself(leaf, sent) ? [leaf] : none
  const own = verify([...roots.filter((root) => !isRetired(root)), ...itself])
  if (own.ok) return routeOf(own, ownRoot ? "trusted" : "unknown")
  // Where a root came along, what is wrong on the way to it says more than that nobody knows it.
  const rejections = [...trusted.rejections, ...own.rejections].sort((a, b) => rank(a) - rank(b))
  const leafIsRoot = itself.length > 0 || store.anchors.some((root) => root.fingerprint === leaf.fingerprint)
  return { chain: [], standing: "none", rejections, leafIsRoot, warnings: [] }
}

const issuers = new WeakMap<readonly Certificate[], ReadonlySet<string>>()

/** Whom the certificates name as their issuers; the same list, which must not change, gives the same set. */
function issuersOf(certificates: readonly Certificate[]): ReadonlySet<string> {
  const found = issuers.get(certificates) ?? new Set(certificates.map(({ issuer }) => issuer.key))
  issuers.set(certificates, found)
  return found
}

/** One's own CA is believed by the root that came with it: a leaf that signed itself is one as its own chain file alone. */
function vouchesForItself({ isSelfIssued, fingerprint }: Certificate, sent: readonly Certificate[]): boolean {
  return isSelfIssued && sent.filter((one) => one.fingerprint === fingerprint).length > 1
}

function verifyTo(
  anchors: readonly Certificate[],
  { leaf, sent, pool = none }: Material,
  { at, profile, crls = [], ocsp = [] }: Question,
): Verification {
  return verifyChain(leaf, sent, {
    anchors,
    pool,
    at: momentFor(leaf, at),
    profile,
    purpose: "serverAuth",
    crls,
    ocsp,
  })
}

function momentFor({ notBefore, notAfter }: Certificate, at: Date): Date {
  if (at < notBefore) return notBefore
  // OpenSSL counts the last second as over.
  return at >= notAfter ? new Date(notAfter.getTime() - 1000) : at
}

function routeOf({ path, warnings }: Extract<Verification, { ok: true }>, standing: Standing): Route {
  const [leaf, ...others] = path
  const chain = others.length === 0 && leaf !== undefined ? [leaf] : others
  return { chain, standing, rejections: [], warnings }
}
