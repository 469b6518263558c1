import type { Finding } from "../finding.js"
import type { Certificate } from "../x509/certificate.js"
import { isoDay } from "../x509/day.js"
import { certificateName } from "./certificateNames.js"
import { faultFinding, faults } from "./faults.js"
import type { Question, Route, SubjectOf } from "./question.js"

const day = 86_400_000

/** The first of leaf and chain to expire: from that day on nothing of it works. A root on clients' own lists counts, too. */
export function endsFirst(leaf: Certificate, { chain }: Route): Certificate {
  return chain.reduce((first, one) => (one.notAfter < first.notAfter ? one : first), leaf)
}

/** What the calendar says to the leaf and to what it hangs on. */
export function validityFindings(
  leaf: Certificate,
  first: Certificate,
  { at, soonMs = 0 }: Question,
  subjectOf: SubjectOf,
): Finding[] {
  const { notBefore, notAfter } = leaf
  const name = certificateName(leaf)
  const subject = subjectOf(leaf)
  if (at > notAfter) return [faultFinding(faults.expired, subject, { name, notAfter: isoDay(notAfter) })]
  if (at < notBefore)
    return [faultFinding(faults.notYetValid, subject, { name, notBefore: isoDay(notBefore) })]
  const left = first.notAfter.getTime() - at.getTime()
  const end = { name: certificateName(first), notAfter: isoDay(first.notAfter) }
  return [
    ...(left < soonMs
      ? [
          faultFinding(faults.expiresSoon, subjectOf(first), {
            ...end,
            days: Math.max(0, Math.floor(left / day)),
          }),
        ]
      : []),
    ...(first === leaf
      ? []
      : [faultFinding(faults.endsBeforeLeaf, subjectOf(first), { ...end, leafNotAfter: isoDay(notAfter) })]),
  ]
}
