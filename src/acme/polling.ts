import { ToolError } from "../errors.js"
import type { Clock } from "../ports.js"
import { retryAfterMs } from "./retryAfter.js"
import type { AcmeAnswer } from "./transport.js"

export interface Patience {
  /** Milliseconds since the epoch, by the client's clock: nothing is waited for beyond. */
  readonly deadline: number
  readonly signal?: AbortSignal
}

/** Without a word from the server: 1 s, doubled up to 30 s. With one: what it says, but a second at least. */
const firstMs = 1_000
const longestMs = 30_000

/**
 * Asks until the answer is a last one: RFC 8555 section 7.5.1.
 *
 * @param ask a question with its answer, and what was read in it; undefined while the server is still at work
 * @throws ToolError `time-limit` where the next question would come after the deadline; what `ask` throws
 */
export async function pollUntil<T>(
  what: string,
  ask: () => Promise<{ readonly answer: AcmeAnswer; readonly last: T | undefined }>,
  clock: Clock,
  { deadline, signal }: Patience,
): Promise<T> {
  for (let ownMs = firstMs; ; ownMs = Math.min(ownMs * 2, longestMs)) {
    const { answer, last } = await ask()
    if (last !== undefined) return last
    const wait = Math.max(retryAfterMs(answer.headers["retry-after"], clock.now()) ?? ownMs, firstMs)
    if (clock.now() + wait > deadline)
      throw new ToolError("time-limit", `${what}: the CA is still at work at the end of the time given`, {
        hint: "run again later: it goes on by itself",
      })
    await clock.sleep(wait, signal)
  }
}
