import { type ExitCode, exitCodes, worstExit } from "../errors.js"
import { reaches, type Severity } from "../finding.js"
import type { Endpoint } from "./endpoint.js"
import { type ExpectedCertificate, knownRoots } from "./expected.js"
import { judgeAll, type Verdict } from "./judge.js"
import { type ObserveAllOptions, observeAll } from "./observeAll.js"

export interface ProbeOptions extends ObserveAllOptions {
  /** Fewer days left than this is worth a warning. */
  readonly warnDays: number
  /** The certificate that every port must serve. */
  readonly expected?: ExpectedCertificate | undefined
  /** What each certificate must cover: any client may come to any server; a port's own name unless given. */
  readonly names?: readonly string[] | undefined
}

/** Looks at every port by a real handshake, and judges what it serves. */
export async function probe(endpoints: readonly Endpoint[], options: ProbeOptions): Promise<Verdict[]> {
  const { expected, names, warnDays, clock } = options
  const observations = await observeAll(endpoints, options)
  return judgeAll(observations, {
    ...{ now: clock.now(), warnDays },
    ...(expected === undefined ? {} : { fingerprint: expected.fingerprint }),
    ...(names === undefined ? {} : { names }),
    anchors: [...(expected?.others ?? []), ...knownRoots()],
  })
}

/** What a probe ends with: 3 for a port that could not be looked at, 1 for findings from the threshold on. */
export function probeExitCode(verdicts: readonly Verdict[], failOn: Severity): ExitCode {
  const findings = verdicts.flatMap((verdict) => (verdict.observation.ok ? verdict.findings : []))
  return worstExit([
    ...(verdicts.some(({ observation }) => !observation.ok) ? [exitCodes.incomplete] : []),
    ...(reaches(findings, failOn) ? [exitCodes.findings] : []),
  ])
}
