import { type Finding, reaches } from "../finding.js"
import { isoDay } from "../x509/day.js"
import { sameBytes } from "../x509/derValues.js"
import type { AssembleOptions } from "./assembled.js"
import type { Delivered } from "./delivery.js"
import { bundleNotices } from "./notices.js"

/** One of the certificates that a key has, and everything that was said of it. */
export interface Judged {
  readonly chosen: Delivered
  readonly findings: readonly Finding[]
}

/** Those of the key: what is valid now before what is not, then the newest; of those, what lasts longest. */
export function matching(
  certificates: readonly Delivered[],
  { publicKey, at }: AssembleOptions,
): Delivered[] {
  const isValid = ({ certificate: { notBefore, notAfter } }: Delivered): boolean =>
    notBefore <= at && at <= notAfter
  return certificates
    .filter(({ certificate }) => sameBytes(certificate.publicKey.der, publicKey))
    .toSorted(
      (a, b) =>
        Number(isValid(b)) - Number(isValid(a)) ||
        b.certificate.notBefore.getTime() - a.certificate.notBefore.getTime() ||
        b.certificate.notAfter.getTime() - a.certificate.notAfter.getTime(),
    )
}

/** Nobody has more renewals of one key in a folder, and each is judged whole. */
const mostJudged = 20

/** The first without an error, and those before it; where each has one, the first. */
export function firstGood<J extends Judged>(
  candidates: readonly Delivered[],
  judge: (candidate: Delivered) => J,
): (J & { readonly passedOver: readonly J[] }) | undefined {
  const passedOver: J[] = []
  for (const candidate of candidates.slice(0, mostJudged)) {
    const judged = judge(candidate)
    if (!reaches(judged.findings, "error")) return { ...judged, passedOver }
    passedOver.push(judged)
  }
  const [first] = passedOver
  return first === undefined ? undefined : { ...first, passedOver: [] }
}

/** It may be the very renewal that somebody came for. */
export function passedOverFinding({ chosen: { certificate, subject }, findings }: Judged): Finding {
  const problem = findings.find(({ severity }) => severity === "error")
  const facts = {
    issued: isoDay(certificate.notBefore),
    problem: problem?.message ?? "",
    hint: problem?.hint ?? "",
  }
  return bundleNotices.passedOver(subject, facts)
}

export function whyChosen({ chosen }: Judged, candidates: readonly Delivered[]): string {
  if (chosen !== candidates[0]) return "the newest that is in order"
  const { notBefore } = chosen.certificate
  const isLast = candidates.every(({ certificate }) => certificate.notBefore <= notBefore)
  const ofMoment = candidates.filter(
    ({ certificate }) => certificate.notBefore.getTime() === notBefore.getTime(),
  )
  if (isLast && ofMoment.length > 1) return "of those issued last the one that lasts longest"
  return isLast ? "the one issued last" : "the newest of those valid today"
}
