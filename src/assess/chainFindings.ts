import type { Finding } from "../finding.js"
import type { Certificate } from "../x509/certificate.js"
import { isForetold, verifyAsOpenssl } from "../zimbra/opensslVerify.js"
import { certificateName } from "./certificateNames.js"
import { faultFinding, faults } from "./faults.js"
import type { Assessment, Material, Question, Route, SentChain, SubjectOf } from "./question.js"
import { isValidAt } from "./validityFindings.js"

/** What is wrong with the order and the company in which the leaf was sent. */
export function sentFindings(
  { leaf, sent, answer, pile }: Material,
  { chain }: Route,
  shape: SentChain,
  subjectOf: SubjectOf,
): Finding[] {
  if (pile === true) return []
  const subject = subjectOf(leaf)
  const named = (
    fault: typeof faults.chainDuplicate | typeof faults.chainUnrelated,
    ones: readonly Certificate[],
  ) => (ones.length === 0 ? [] : [faultFinding(fault, subject, { values: ones.map(certificateName) })])
  const [missing] = shape.missing
  const issued = missing === undefined ? undefined : [leaf, ...chain][chain.indexOf(missing)]
  return [
    ...(shape.ordered
      ? []
      : [faultFinding(faults.chainDisordered, subject, { names: sent.map(certificateName) })]),
    ...named(faults.chainDuplicate, shape.repeated),
    ...(chain.length === 0 ? [] : named(faults.chainUnrelated, shape.unrelated)),
    ...(answer === undefined || issued === undefined
      ? []
      : [faultFinding(faults.chainNotSent, subject, { name: certificateName(issued) })]),
  ]
}

/** Numbers of X509_V_ERR_* that the calendar's own findings say already, where they are about the way. */
const dateErrors: ReadonlySet<number> = new Set([9, 10])

/** What Zimbra's own verification says: to the whole way, and to a file that would be its chain file. */
export function zimbraFindings(
  { leaf, sent, answer, pile, damaged }: Material,
  { route: { chain }, way }: Pick<Assessment, "route" | "way">,
  { at }: Question,
  subjectOf: SubjectOf,
): Finding[] {
  const isSaid = ({ error }: { readonly error: number }): boolean =>
    dateErrors.has(error) && way.some((one) => !isValidAt(one, at))
  const whole = chain.length === 0 ? undefined : verifyAsOpenssl(leaf, chain, at)
  if (whole !== undefined && !whole.ok && !isSaid(whole))
    return [faultFinding(faults.zimbraRefuses, subjectOf(leaf), { problem: whole.text })]
  if (answer !== undefined || pile === true || sent.length < 2) return []
  if (damaged === true || ![leaf, ...sent].every(isForetold)) return []
  const asSent = verifyAsOpenssl(leaf, sent, at)
  return !asSent.ok && !isSaid(asSent)
    ? [faultFinding(faults.notForZimbra, subjectOf(leaf), { problem: asSent.text })]
    : []
}
