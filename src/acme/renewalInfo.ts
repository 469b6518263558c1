/** When the CA wants a certificate to be renewed: RFC 9773 section 4. */
import { type AcmeClient, readBody } from "./client.js"
import { strangeAnswer } from "./problem.js"
import { retryAfterMs } from "./retryAfter.js"
import { renewalInfoSchema } from "./schemas.js"

export interface RenewalInfo {
  readonly start: Date
  /** After `start`. */
  readonly end: Date
  /** Why, for a human. */
  readonly explanationUrl?: string
  /** When to ask again, milliseconds from now: a minute at least, a day at most (section 4.3.2). */
  readonly askAgainMs: number
}

const minuteMs = 60_000
const dayMs = 24 * 60 * minuteMs
/** Section 4.3.2: without a word of the server's; the RFC's own example says six hours. */
const unsaidMs = 6 * 60 * minuteMs

/**
 * Asks for a certificate's renewal window. Not to be asked for one that is expired or replaced (section 4.3).
 *
 * @param id of `certificateIdentifier`
 * @returns undefined where the CA has no renewal information
 * @throws ToolError `ca-answer` for a window that ends before it begins, too (section 4.2: to be treated as no answer);
 *   as `AcmeClient.get`
 */
export async function readRenewalInfo(
  client: AcmeClient,
  id: string,
  signal?: AbortSignal,
): Promise<RenewalInfo | undefined> {
  const base = client.directory.renewalInfo
  if (base === undefined) return undefined
  const what = "the renewal information"
  const answer = await client.get(`${base.replace(/\/$/, "")}/${id}`, { what, signal })
  const { explanationURL, suggestedWindow } = readBody(answer, renewalInfoSchema, what)
  const [start, end] = [new Date(suggestedWindow.start), new Date(suggestedWindow.end)]
  if (!(end > start)) throw strangeAnswer(what, "a window that ends before it begins")
  const wait = retryAfterMs(answer.headers["retry-after"], client.clock.now()) ?? unsaidMs
  return {
    ...{ start, end, askAgainMs: Math.min(Math.max(wait, minuteMs), dayMs) },
    ...(explanationURL === undefined ? {} : { explanationUrl: explanationURL }),
  }
}

/**
 * A moment of the window, each as likely as any other. To be drawn once and kept: one that draws daily drifts to the
 * beginning.
 *
 * @param random from 0 inclusive to 1 exclusive
 */
export function renewalMoment(
  { start, end }: Pick<RenewalInfo, "start" | "end">,
  random: () => number,
): Date {
  return new Date(start.getTime() + Math.floor(random() * (end.getTime() - start.getTime())))
}
