/**
 * The one judge of a certificate, for whichever door it came in by: a file, a delivery, a bundle, a handshake.
 *
 * @module
 */
import { type Finding, reaches, type Subject } from "../finding.js"
import { isoDay } from "../x509/day.js"
import { certificateName } from "./certificateNames.js"
import { sentFindings, zimbraFindings } from "./chainFindings.js"
import { faultFinding, faults } from "./faults.js"
import { idleRevocationFindings } from "./idleRevocation.js"
import { nameFindings } from "./nameFindings.js"
import type { Assessment, Material, Question, SubjectOf } from "./question.js"
import { findRoute } from "./route.js"
import { routeFindings, untoldFinding } from "./routeFindings.js"
import { sentChain } from "./sentChain.js"
import { signatureFindings } from "./signatureFindings.js"
import { type Staple, stapleAgainst } from "./stapled.js"
import { endsFirst, validityFindings } from "./validityFindings.js"
import { wayOf } from "./way.js"

/**
 * Judges one certificate with what it came with. The same certificate gets the same codes, words and citations at every
 * door; what a door cannot know (names, revocation data, a port's answer) it leaves out of the question. Never throws.
 *
 * @param subjectOf how findings name a certificate: by file and block, or by the port that sent it
 */
export function assess(material: Material, question: Question, subjectOf: SubjectOf): Assessment {
  const { leaf } = material
  const route = findRoute(material, question)
  const shape = sentChain(material, route)
  const way = wayOf(material, route, question)
  const facts = { leaf, route, sent: shape, way, endsFirst: endsFirst(leaf, route) }
  const findings = [
    ...validityFindings(facts, question, subjectOf),
    ...nameFindings(leaf, question, subjectOf),
    ...routeFindings(facts, question, subjectOf),
    ...signatureFindings(way, subjectOf),
    ...idleRevocationFindings(facts, question, subjectOf),
    ...sentFindings(material, route, shape, subjectOf),
    ...zimbraFindings(material, facts, question, subjectOf),
    ...answerFindings(material, question, subjectOf),
  ]
  const isTold = route.chain.length > 0 || reaches(findings, "error")
  const told = isTold ? findings : [...findings, untoldFinding(leaf, route, question, subjectOf)]
  const isSaid = ({ code }: Finding): boolean =>
    material.damaged === true && code === faults.chainIncomplete.code
  return { ...facts, findings: told.filter((finding) => !isSaid(finding)) }
}

function answerFindings({ leaf, sent, answer }: Material, { at }: Question, subjectOf: SubjectOf): Finding[] {
  if (answer === undefined) return []
  const { version, stapled } = answer
  const staple = stapled === undefined ? undefined : stapleAgainst(leaf, sent, stapled, at)
  const subject = subjectOf(leaf)
  return [
    ...(staple === undefined ? [] : [stapleFinding(staple, certificateName(leaf), subject)]),
    ...(/^TLSv1(\.1)?$/.test(version) ? [faultFinding(faults.tlsOld, subject, { version })] : []),
  ]
}

function stapleFinding(staple: Staple, name: string, subject: Subject): Finding {
  return staple.kind === "revoked"
    ? faultFinding(faults.revoked, subject, { name, since: isoDay(staple.since), reason: staple.reason })
    : faultFinding(faults.revocationUnknown, subject, { name, problem: staple.problem })
}
