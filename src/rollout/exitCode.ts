import { type ExitCode, exitCodes, worstExit } from "../errors.js"
import type { HostState } from "./machine.js"

export interface Circumstances {
  readonly interrupted: boolean
  /** The whole fleet was called back, not just the hosts that failed. */
  readonly calledBack: boolean
  /** Putting back was the very purpose. */
  readonly rollback: boolean
  /** A hook did not end well, whatever came of the hosts. */
  readonly hookFailed?: boolean
}

/**
 * The exit code of a rollout: the first of 5, 4, 130, 3, 1 that holds; failures within the budget are 1, and so is a host
 * that is done but has something to tell.
 */
export function exitCodeOf(states: readonly HostState[], circumstances: Circumstances): ExitCode {
  const codes = states.map((state) => codeOf(state, circumstances))
  const stopped = circumstances.interrupted && circumstances.calledBack
  return worstExit([
    ...codes,
    ...(stopped ? [exitCodes.interrupted] : []),
    ...(circumstances.hookFailed === true ? [exitCodes.findings] : []),
  ])
}

function codeOf({ outcome, reason }: HostState, { calledBack, rollback }: Circumstances): ExitCode {
  switch (outcome) {
    case "stuck":
      return exitCodes.stuck
    case "rolled-back":
      if (rollback) return exitCodes.ok
      return calledBack ? exitCodes.restored : exitCodes.findings
    case "aborted":
      return calledBack ? exitCodes.incomplete : exitCodes.findings
    case "done":
      return reason === undefined ? exitCodes.ok : exitCodes.findings
    default:
      return exitCodes.ok
  }
}
