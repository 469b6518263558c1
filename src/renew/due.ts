/** When a certificate is to be renewed: RFC 9773 section 4.2, and without renewal information by its lifetime. */
import { type RenewalInfo, renewalMoment } from "../acme/renewalInfo.js"
import type { InUse } from "../bundle/compare.js"
import { ToolError } from "../errors.js"
import { dueByLifetime } from "../issuance/dueDate.js"
import type { Issuer } from "../issuance/issuer.js"
import type { Clock } from "../ports.js"
import type { Certificate } from "../x509/certificate.js"
import type { MomentEntry } from "./entries.js"
import type { RenewalJournal } from "./renewalJournal.js"

export interface DueInputs {
  readonly issuer: Pick<Issuer, "renewalInfo">
  readonly journal: RenewalJournal
  readonly clock: Pick<Clock, "now">
  /** From 0 inclusive to 1 exclusive. */
  readonly random: () => number
  readonly signal?: AbortSignal | undefined
  /** Told why the CA could not be asked. */
  readonly warn: (message: string) => void
}

export interface Due {
  readonly at: Date
  readonly why: string
  readonly source: MomentEntry["source"]
  readonly explanationUrl?: string
}

/** Where a CA has no word on a certificate it is asked again so much later, milliseconds. */
const unsaidMs = 24 * 60 * 60_000

/** Of leaf and chain whatever ends first. */
export function endOf({ leaf, others }: InUse): Date {
  return [leaf, ...others].reduce(
    (first, one) => (one.notAfter < first ? one.notAfter : first),
    leaf.notAfter,
  )
}

/** Looks up the moment that was chosen, or chooses it and writes it down. */
export async function dueOf(inUse: InUse, inputs: DueInputs): Promise<Due> {
  const { clock, journal } = inputs
  const { leaf } = inUse
  const end = endOf(inUse)
  // RFC 9773 section 4.3: not to be asked for one that has expired.
  if (end.getTime() <= clock.now()) return { at: end, source: "lifetime", why: "it has expired" }
  const kept = journal.momentOf(leaf.fingerprint)
  if (kept !== undefined && Date.parse(kept.askAgainAt) > clock.now()) return dueFrom(kept)
  const asked = await askCa(leaf, inputs)
  if (asked === "no-answer") return kept === undefined ? byLifetime(leaf, end) : dueFrom(kept)
  const chosen = chosenMoment(asked, { kept, fallback: byLifetime(leaf, end), random: inputs.random })
  const askAgainMs = asked?.askAgainMs ?? unsaidMs
  const askAgainAt = new Date(clock.now() + askAgainMs).toISOString()
  await journal.append({ type: "moment", certificate: leaf.fingerprint, ...chosen, askAgainAt })
  return dueFrom({ ...chosen })
}

type Chosen = Omit<MomentEntry, "seq" | "time" | "type" | "certificate" | "askAgainAt">

/** Drawn once: one that is drawn daily drifts to the beginning of the window. */
function chosenMoment(
  info: RenewalInfo | undefined,
  {
    fallback,
    kept,
    random,
  }: { readonly kept: Chosen | undefined; readonly fallback: Due; readonly random: () => number },
): Chosen {
  if (info === undefined) return { at: fallback.at.toISOString(), source: "lifetime" }
  const { end, explanationUrl, start } = info
  const before = kept?.source === "renewal-information" ? new Date(kept.at) : undefined
  const at = before !== undefined && before >= start && before <= end ? before : renewalMoment(info, random)
  return {
    ...{ at: at.toISOString(), source: "renewal-information" },
    window: { start: start.toISOString(), end: end.toISOString() },
    ...(explanationUrl === undefined ? {} : { explanationUrl }),
  }
}

/** undefined where the CA has no word on this certificate; no answer may be one later. */
async function askCa(
  leaf: Certificate,
  { issuer, signal, warn }: DueInputs,
): Promise<RenewalInfo | undefined | "no-answer"> {
  try {
    return await issuer.renewalInfo(leaf, signal)
  } catch (error) {
    if (!(error instanceof ToolError) || error.code === "cancelled") throw error
    if (hasNoWord(error)) return undefined
    warn(`when to renew was not asked of the CA: ${error.message}`)
    return "no-answer"
  }
}

/** A refusal that stands: the certificate is another CA's, as a rule. */
export function hasNoWord(error: unknown): boolean {
  const { code, status = 0 } = error as { readonly code?: unknown; readonly status?: number }
  return code === "ca-refused" && status >= 400 && status < 500 && status !== 429
}

function byLifetime(leaf: Certificate, end: Date): Due {
  const at = dueByLifetime({ notBefore: leaf.notBefore, notAfter: end })
  return { at, source: "lifetime", why: whyText.lifetime }
}

const whyText: Readonly<Record<MomentEntry["source"], string>> = {
  "renewal-information": "the CA's renewal information",
  lifetime: "the last part of its lifetime",
}

function dueFrom({ at, explanationUrl, source }: Chosen): Due {
  return {
    ...{ at: new Date(at), source, why: whyText[source] },
    ...(explanationUrl === undefined ? {} : { explanationUrl }),
  }
}
