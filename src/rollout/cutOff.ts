import { type ErrorCode, type ExitCode, exitCodes, ToolError, worstExit } from "../errors.js"
import { servers } from "../fleet/serverCount.js"
import { type Circumstances, exitCodeOf } from "./exitCode.js"
import type { HostState } from "./machine.js"

const codes: Partial<Record<ExitCode, ErrorCode>> = {
  [exitCodes.stuck]: "needs-human",
  [exitCodes.restored]: "restored",
  [exitCodes.interrupted]: "cancelled",
}

/**
 * What ends a rollout that cannot go on, as without a journal to write to: with the exit code that the hosts call for,
 * and how to come to an end. What the servers are is found out again by then.
 */
export function cutOff(error: unknown, states: readonly HostState[], circumstances: Circumstances): unknown {
  const halfWay = states.filter(
    ({ outcome, changed }) => outcome === undefined && changed !== "nothing",
  ).length
  const exitCode = worstExit([
    exitCodes.incomplete,
    exitCodeOf(states, circumstances),
    ...(halfWay > 0 ? [exitCodes.stuck] : []),
    ...(circumstances.interrupted ? [exitCodes.interrupted] : []),
  ])
  if (exitCode === exitCodes.incomplete && !states.some(({ staged }) => staged)) return error
  const own = error instanceof ToolError ? error.code : "internal"
  const message = error instanceof Error ? error.message : String(error)
  return new ToolError(
    codes[exitCode] ?? own,
    halfWay === 0 ? message : `${message}; the rollout stopped with ${servers(halfWay)} half-way`,
    {
      hint: `put that right, then run certfleet ${circumstances.rollback ? "rollback again" : "rollout --resume"}`,
      cause: error,
    },
  )
}
