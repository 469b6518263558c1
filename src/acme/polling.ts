import { pause } from "../cancelled.js"
import { ToolError } from "../errors.js"
import type { Clock } from "../ports.js"
import { AcmeRefusal } from "./problem.js"
import { retryAfterMs } from "./retryAfter.js"
import type { AcmeAnswer } from "./transport.js"

export interface Patience {
  /** Milliseconds since the epoch, by the client's clock: nothing is waited for beyond. */
  readonly deadline: number
  readonly signal?: AbortSignal
}

interface Asked<T> {
  readonly answer: AcmeAnswer
  /** What was read in it; undefined while the server is still at work. */
  readonly last: T | undefined
}

/** Without a word from the server: 1 s, doubled up to 30 s. With one: what it says, but a second at least. */
const firstMs = 1_000
const longestMs = 30_000

/**
 * Asks until the answer is a last one: RFC 8555 section 7.5.1. A server that is away for a while is asked again.
 *
 * @param ask a question that changes nothing
 * @throws ToolError `time-limit` where the next question would come after the deadline; the failure, where there was no answer
 *   to the last one; anything else that `ask` throws
 */
export async function pollUntil<T>(
  what: string,
  ask: () => Promise<Asked<T>>,
  clock: Clock,
  { deadline, signal }: Patience,
): Promise<T> {
  for (let ownMs = firstMs; ; ownMs = Math.min(ownMs * 2, longestMs)) {
    const asked = await ask().catch(passing)
    if (!("error" in asked) && asked.last !== undefined) return asked.last
    const said =
      "error" in asked ? asked.waitMs : retryAfterMs(asked.answer.headers["retry-after"], clock.now())
    const wait = Math.max(said ?? ownMs, firstMs)
    if (clock.now() + wait > deadline) throw "error" in asked ? asked.error : late(what)
    await pause(clock, wait, what, signal)
  }
}

/** @throws ToolError `time-limit` after the deadline: many quick answers take long, too */
export function requireTime(what: string, clock: Clock, { deadline }: Pick<Patience, "deadline">): void {
  if (clock.now() > deadline) throw late(what)
}

function late(what: string): ToolError {
  return new ToolError("time-limit", `${what}: the CA is still at work at the end of the time given`, {
    hint: "run again later: it goes on by itself",
  })
}

/** What may be over at the next question; everything else is thrown on. */
function passing(error: unknown): { readonly error: ToolError; readonly waitMs: number | undefined } {
  if (error instanceof AcmeRefusal && (error.status ?? 0) >= 500) return { error, waitMs: error.retryAfterMs }
  if (error instanceof ToolError && (error.code === "ca-unreachable" || error.code === "ca-lost"))
    return { error, waitMs: undefined }
  throw error
}
