import { type ExitCode, exitCodes, worstExit } from "../errors.js"
import { reaches, type Severity } from "../finding.js"
import type { Endpoint } from "./endpoint.js"
import { type Expectation, judgeAll, type Verdict } from "./judge.js"
import { type ObserveAllOptions, observeAll } from "./observeAll.js"

export interface ProbeOptions extends ObserveAllOptions {
  /** Fewer days left than this is worth a warning. */
  readonly warnDays: number
  /** By what each certificate is judged: any client may come to any server; a port's own name unless names are given. */
  readonly question: Expectation["question"]
  /** SHA-256 of the certificate that every port must serve, lower-case hex. */
  readonly fingerprint?: string | undefined
}

/** Looks at every port by a real handshake, and judges what it serves. */
export async function probe(endpoints: readonly Endpoint[], options: ProbeOptions): Promise<Verdict[]> {
  return judgeAll(await observeAll(endpoints, options), options)
}

/** What a probe ends with: 3 for a port that could not be looked at, 1 for findings from the threshold on. */
export function probeExitCode(verdicts: readonly Verdict[], failOn: Severity): ExitCode {
  const findings = verdicts.flatMap((verdict) => (verdict.observation.ok ? verdict.findings : []))
  return worstExit([
    ...(verdicts.some(({ observation }) => !observation.ok) ? [exitCodes.incomplete] : []),
    ...(reaches(findings, failOn) ? [exitCodes.findings] : []),
  ])
}
