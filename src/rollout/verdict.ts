import { type ExitCode, exitCodes, worstExit } from "../errors.js"
import type { HostState } from "./machine.js"

export interface Circumstances {
  readonly interrupted: boolean
  /** The whole fleet was called back, not just the hosts that failed. */
  readonly calledBack: boolean
  /** Putting back was the very purpose. */
  readonly rollback: boolean
}

/** The exit code of a rollout: the first of 5, 4, 130, 3, 1 that holds; failures within the budget are 1. */
export function exitCodeOf(states: readonly HostState[], circumstances: Circumstances): ExitCode {
  const { interrupted, calledBack, rollback } = circumstances
  const codes: ExitCode[] = states.map(({ outcome }) => {
    if (outcome === "stuck") return exitCodes.stuck
    if (outcome === "rolled-back" && !rollback) return calledBack ? exitCodes.restored : exitCodes.findings
    if (outcome === "aborted") return calledBack ? exitCodes.incomplete : exitCodes.findings
    return exitCodes.ok
  })
  if (interrupted && calledBack) codes.push(exitCodes.interrupted)
  return worstExit(codes)
}
