import { pause } from "../cancelled.js"
import { ToolError } from "../errors.js"
import type { Clock } from "../ports.js"

export interface Persistence {
  readonly clock: Clock
  /** Milliseconds since the epoch. */
  readonly deadline: number
  readonly signal?: AbortSignal | undefined
  /** Told of each failure that is waited out. */
  readonly onFailure?: (error: ToolError, waitMs: number) => void
}

/** From the first failure on; doubled up to the longest. */
const firstWaitMs = 5_000
const longestWaitMs = 60_000

/**
 * Does something until it works, through outages of a CA and its limits.
 *
 * @throws the last failure where the next attempt would come after the deadline; what will not pass by itself at once
 */
export async function persist<T>(
  what: string,
  attempt: () => Promise<T>,
  { clock, deadline, onFailure, signal }: Persistence,
): Promise<T> {
  for (let ownMs = firstWaitMs; ; ownMs = Math.min(ownMs * 2, longestWaitMs)) {
    try {
      return await attempt()
    } catch (error) {
      const passing = passingFailure(error)
      const waitMs = passing?.retryAfterMs ?? ownMs
      if (passing === undefined || clock.now() + waitMs > deadline) throw error
      onFailure?.(passing.error, waitMs)
      await pause(clock, waitMs, what, signal)
    }
  }
}

/** Whether nobody knows what a CA made of a question. */
export function isLost(error: unknown): boolean {
  return error instanceof ToolError && (error.code === "ca-lost" || statusOf(error) >= 500)
}

function passingFailure(
  error: unknown,
): { readonly error: ToolError; readonly retryAfterMs: number | undefined } | undefined {
  if (!(error instanceof ToolError)) return undefined
  const status = statusOf(error)
  const passes = error.code === "ca-unreachable" || isLost(error) || status === 429
  const { retryAfterMs } = error as { readonly retryAfterMs?: number }
  return passes ? { error, retryAfterMs } : undefined
}

/** Of a refusal: 0 where it came without an answer of its own. */
function statusOf(error: ToolError): number {
  const { status } = error as { readonly status?: unknown }
  return typeof status === "number" ? status : 0
}
