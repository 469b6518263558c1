import { certificateName } from "../assess/certificateNames.js"
import type { Assessment } from "../assess/question.js"
import type { Certificate } from "../x509/certificate.js"

/**
 * How a certificate came into a chain: sent; missing although clients need it; known to clients, hence rightly not sent; or
 * sent although it is on no way to a root.
 */
export type LinkPlace = "sent" | "missing" | "known" | "unrelated"

/** A certificate of a chain, for `--json` and for drawing. */
export interface ChainLink {
  readonly name: string
  readonly fingerprint: string
  /** ISO 8601, UTC. */
  readonly notBefore: string
  readonly notAfter: string
  readonly place: LinkPlace
}

type Judged = Pick<Assessment, "leaf" | "route" | "sent">

/** The way from a leaf to its root, the leaf alone where there is none; `material` is what it came with. */
export function wayLinks(
  { leaf, route, sent }: Judged,
  material: readonly Certificate[],
): readonly ChainLink[] {
  const root = route.chain.at(-1)?.fingerprint
  const came = new Set(material.map(({ fingerprint }) => fingerprint))
  const missing = new Set(sent.missing.map(({ fingerprint }) => fingerprint))
  const placeOf = (fingerprint: string): LinkPlace => {
    if (missing.has(fingerprint)) return "missing"
    return fingerprint === root && fingerprint !== leaf.fingerprint && !came.has(fingerprint)
      ? "known"
      : "sent"
  }
  const way = [leaf, ...route.chain.filter(({ fingerprint }) => fingerprint !== leaf.fingerprint)]
  return way.map((certificate) => linkOf(certificate, placeOf(certificate.fingerprint)))
}

/** The same, then what was sent beside it. */
export function chainLinks(judged: Judged, material: readonly Certificate[]): readonly ChainLink[] {
  const way = wayLinks(judged, material)
  const onWay = new Set(way.map(({ fingerprint }) => fingerprint))
  const others = material.filter(({ fingerprint }) => !onWay.has(fingerprint))
  const place: LinkPlace = judged.route.chain.length === 0 ? "sent" : "unrelated"
  return [...way, ...others.map((certificate) => linkOf(certificate, place))]
}

function linkOf(certificate: Certificate, place: LinkPlace): ChainLink {
  return {
    name: certificateName(certificate),
    fingerprint: certificate.fingerprint,
    notBefore: certificate.notBefore.toISOString(),
    notAfter: certificate.notAfter.toISOString(),
    place,
  }
}
