import type { Finding } from "../finding.js"
import type { Certificate } from "../x509/certificate.js"
import { isoDay } from "../x509/day.js"
import { certificateName } from "./certificateNames.js"
import { faultFinding, faults } from "./faults.js"
import type { Assessment, Question, Route, SubjectOf } from "./question.js"

const day = 86_400_000

/** The first of leaf and chain to expire: from that day on nothing of it works. A root on clients' own lists counts, too. */
export function endsFirst(leaf: Certificate, { chain }: Route): Certificate {
  return chain.reduce((first, one) => (one.notAfter < first.notAfter ? one : first), leaf)
}

/** What the calendar says to the leaf and to what it hangs on. */
export function validityFindings(
  { leaf, way, endsFirst: first }: Pick<Assessment, "leaf" | "way" | "endsFirst">,
  question: Question,
  subjectOf: SubjectOf,
): Finding[] {
  const outside = way.flatMap((one) => outsideFinding(one, question, subjectOf) ?? [])
  const later = way.filter((one) => isValidAt(one, question.at))
  const [soonest = first] = [...later].sort((a, b) => a.notAfter.getTime() - b.notAfter.getTime())
  return [
    ...outside,
    ...(later.length === 0 ? [] : soonFindings(soonest, question, subjectOf)),
    ...(first.notAfter >= leaf.notAfter || !isValidAt(leaf, question.at)
      ? []
      : [
          faultFinding(faults.endsBeforeLeaf, subjectOf(first), {
            ...{ name: certificateName(first), notAfter: isoDay(first.notAfter) },
            leafNotAfter: isoDay(leaf.notAfter),
          }),
        ]),
  ]
}

export function isValidAt({ notBefore, notAfter }: Certificate, at: Date): boolean {
  return at >= notBefore && at <= notAfter
}

function outsideFinding(one: Certificate, { at }: Question, subjectOf: SubjectOf): Finding | undefined {
  const { notBefore, notAfter } = one
  const name = certificateName(one)
  if (at > notAfter) return faultFinding(faults.expired, subjectOf(one), { name, notAfter: isoDay(notAfter) })
  return at < notBefore
    ? faultFinding(faults.notYetValid, subjectOf(one), { name, notBefore: isoDay(notBefore) })
    : undefined
}

function soonFindings(one: Certificate, { at, soonMs = 0 }: Question, subjectOf: SubjectOf): Finding[] {
  const left = one.notAfter.getTime() - at.getTime()
  if (left >= soonMs) return []
  const facts = {
    ...{ name: certificateName(one), notAfter: isoDay(one.notAfter) },
    days: Math.max(0, Math.floor(left / day)),
  }
  return [faultFinding(faults.expiresSoon, subjectOf(one), facts)]
}
