import { type ExitCode, exitCodes, worstExit } from "../errors.js"
import type { HostState } from "./machine.js"

export interface Circumstances {
  readonly interrupted: boolean
  readonly maxFailures: number
}

/** The exit code of a rollout: the first of 5, 4, 130, 3, 1 that holds; failures within the budget are 1. */
export function exitCodeOf(
  states: readonly HostState[],
  { interrupted, maxFailures }: Circumstances,
): ExitCode {
  const failures = states.filter((state) => state.failed).length
  const tolerated = failures <= maxFailures && !interrupted
  const codes: ExitCode[] = states.map(({ outcome }) => {
    if (outcome === "stuck") return exitCodes.stuck
    if (outcome === "rolled-back") return tolerated ? exitCodes.findings : exitCodes.restored
    if (outcome === "aborted") return tolerated ? exitCodes.findings : exitCodes.incomplete
    return exitCodes.ok
  })
  const calledBack = states.some(({ outcome }) => outcome === "aborted" || outcome === "rolled-back")
  if (interrupted && calledBack) codes.push(exitCodes.interrupted)
  return worstExit(codes)
}
