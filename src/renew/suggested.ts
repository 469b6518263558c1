import type { Issuer } from "../issuance/issuer.js"
import type { Clock } from "../ports.js"
import type { SuggestedRenewal } from "../status/calendar.js"
import type { Certificate } from "../x509/certificate.js"
import { hasNoWord } from "./due.js"
import type { MomentEntry } from "./entries.js"
import type { RenewalJournal } from "./renewalJournal.js"

export interface SuggestionQuestion {
  readonly issuer: Pick<Issuer, "renewalInfo">
  /** Only read. */
  readonly journal: RenewalJournal
  readonly clock: Pick<Clock, "now">
  readonly signal?: AbortSignal
}

/**
 * What the CA suggests for a certificate: the moment that `renew` has chosen and kept, else the middle of the CA's window.
 *
 * @returns undefined where the CA has no word on it, or need not be asked (RFC 9773 section 4.3)
 * @throws ToolError where the CA was to be asked and did not answer
 */
export async function suggestedRenewal(
  leaf: Certificate,
  { clock, issuer, journal, signal }: SuggestionQuestion,
): Promise<SuggestedRenewal | undefined> {
  if (leaf.notAfter.getTime() <= clock.now()) return undefined
  const kept = journal.momentOf(leaf.fingerprint)
  if (kept !== undefined && Date.parse(kept.askAgainAt) > clock.now()) return keptIn(kept)
  const info = await issuer.renewalInfo(leaf, signal).catch((error: unknown) => {
    if (hasNoWord(error)) return undefined
    throw error
  })
  if (info === undefined) return undefined
  const { end, explanationUrl, start } = info
  const chosen = kept === undefined ? undefined : new Date(kept.at)
  const middle = new Date((start.getTime() + end.getTime()) / 2)
  const at = chosen !== undefined && chosen >= start && chosen <= end ? chosen : middle
  return { at, window: { start, end }, ...(explanationUrl === undefined ? {} : { explanationUrl }) }
}

function keptIn({ at, explanationUrl, window }: MomentEntry): SuggestedRenewal | undefined {
  if (window === undefined) return undefined
  return {
    ...{ at: new Date(at), window: { start: new Date(window.start), end: new Date(window.end) } },
    ...(explanationUrl === undefined ? {} : { explanationUrl }),
  }
}
