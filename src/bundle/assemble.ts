import { assess } from "../assess/assess.js"
import { certificateName, certificateSubject } from "../assess/certificateNames.js"
import { faultFinding, faults } from "../assess/faults.js"
import { isDamage } from "../assess/inputFindings.js"
import type { Assessment } from "../assess/question.js"
import { type Finding, reaches, type Subject } from "../finding.js"
import type { Certificate } from "../x509/certificate.js"
import { isoDay } from "../x509/day.js"
import type { Assembled, AssembleOptions } from "./assembled.js"
import { firstGood, type Judged, matching, passedOverFinding, whyChosen } from "./choice.js"
import type { Delivered, Delivery } from "./delivery.js"
import { leafFindings } from "./leafFindings.js"
import { bundleNotices } from "./notices.js"
import { repairs } from "./repairs.js"

export interface Assembly {
  /** Only where nothing is wrong. */
  readonly assembled?: Assembled
  /** Of the certificate that the key belongs to, where there is one. */
  readonly assessment?: Assessment
  readonly findings: readonly Finding[]
}

/**
 * Finds the leaf by its key among what was delivered, orders and completes its chain, and checks everything
 * that can be known before a server is touched. With any error there is nothing to write.
 */
export function assemble(delivery: Delivery, options: AssembleOptions): Assembly {
  const candidates = matching(delivery.certificates, options)
  const judged = firstGood(candidates, (candidate) => judge(candidate, delivery, options))
  if (judged === undefined) return { findings: [...delivery.findings, ...noLeaf(delivery, options)] }
  const { chosen, assessment, passedOver } = judged
  const leaf = chosen.certificate
  const facts = {
    count: candidates.length,
    chosen: isoDay(leaf.notBefore),
    why: whyChosen(judged, candidates),
  }
  const findings = [
    ...delivery.findings,
    ...(candidates.length === 1 ? [] : [bundleNotices.severalLeaves(chosen.subject, facts)]),
    ...passedOver.map(passedOverFinding),
    ...judged.findings,
  ]
  const [issuer, ...others] = assessment.route.chain
  if (issuer === undefined || reaches(findings, "error")) return { assessment, findings }
  const assembled: Assembled = { leaf, chain: [issuer, ...others] }
  return { assembled, assessment, findings: [...findings, ...repairs(assembled, delivery, options)] }
}

/** No public certificate is shorter than 47 days even in 2029 (BR 6.3.2): with 14 left it is no new one. */
const soonMs = 14 * 86_400_000

interface JudgedWhole extends Judged {
  readonly assessment: Assessment
}

function judge(chosen: Delivered, delivery: Delivery, options: AssembleOptions): JudgedWhole {
  const sent = delivery.certificates.map(({ certificate }) => certificate)
  const subjectOf = (certificate: Certificate): Subject => subjectIn(delivery, certificate)
  const assessment = assess(
    { leaf: chosen.certificate, sent, pile: true, damaged: delivery.findings.some(isDamage) },
    { ...options, soonMs },
    subjectOf,
  )
  const findings = [...leafFindings(chosen, delivery.requests, options), ...assessment.findings]
  return { chosen, assessment, findings }
}

/** Where a file could not be read, the certificate may be in it: saying more would only distract. */
function noLeaf({ certificates, findings }: Delivery, { keyName }: AssembleOptions): Finding[] {
  const found = certificates
    .filter(({ certificate }) => !certificate.isCa)
    .map(({ certificate }) => certificateName(certificate))
  if (found.length === 0 && reaches(findings, "error")) return []
  const values = found.length === 0 ? ["any certificate here"] : [...new Set(found)]
  return [faultFinding(faults.keyMismatch, { kind: "file", file: keyName }, { values })]
}

function subjectIn({ certificates }: Delivery, certificate: Certificate): Subject {
  const delivered = certificates.find((entry) => entry.certificate.fingerprint === certificate.fingerprint)
  return delivered?.subject ?? certificateSubject(certificate)
}
