import type { Fault } from "../../assess/faults.js"
import type { Assessment } from "../../assess/question.js"
import type { Facts } from "../../finding.js"

/** A leaf with the certificates that came along, as the one judge of chains has judged it. */
export interface ChainView {
  readonly assessment: Assessment
}

/** The facts of the judge's finding of this fault, where there is one. */
export function judged({ code }: Fault): (view: ChainView) => Facts | undefined {
  return ({ assessment }) => assessment.findings.find((finding) => finding.code === code)?.facts
}
