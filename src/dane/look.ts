import { type Dns, lookUp } from "../dns/lookUp.js"
import type { TlsaData } from "../dns/recordData.js"
import type { Finding } from "../finding.js"
import type { Fleet } from "../fleet/types.js"
import { daneFindings } from "./findings.js"
import { type MailPlace, type MailPlaces, mailPlaces } from "./places.js"
import { isMatch, isUsable, type Presented, tlsaOwner } from "./tlsa.js"

/** What is published for one port. */
export interface TlsaLook extends MailPlace {
  /** `_25._tcp.mx01.example.edu`. */
  readonly owner: string
  readonly published:
    | { readonly kind: "records"; readonly isSecure: boolean; readonly records: readonly TlsaData[] }
    | { readonly kind: "none" }
    | { readonly kind: "failed"; readonly problem: string }
}

/** What a sender that goes by DANE makes of a key there. */
export type DaneVerdict =
  /** One of the records is this key's. */
  | "matches"
  /** None is: mail is deferred. */
  | "no-match"
  /** Secure records, none of a kind that counts for mail. */
  | "unusable"
  /** No records: senders do not go by DANE. */
  | "no-dane"
  /** Records, of which no trusted resolver says that they are secure. */
  | "unverified"
  /** Nobody could say. */
  | "unchecked"

export interface DaneReport extends Pick<MailPlaces, "foreign"> {
  readonly looks: readonly (TlsaLook & { readonly verdict: DaneVerdict; readonly isMatch: boolean })[]
  readonly findings: readonly Finding[]
}

/**
 * Looks at the TLSA records of every mail exchanger of the fleet.
 *
 * @throws ToolError `cancelled`
 */
export async function lookAtTlsa(
  fleet: Fleet,
  dns: Dns,
  signal?: AbortSignal,
): Promise<Omit<MailPlaces, "places"> & { readonly looks: readonly TlsaLook[] }> {
  const { places, ...rest } = await mailPlaces(fleet, dns, signal)
  const looks = places.map(async (place): Promise<TlsaLook> => {
    const owner = tlsaOwner(place.port, place.mx)
    const found = await lookUp(dns, owner, "TLSA", signal)
    if (found.kind === "failed") return { ...place, owner, published: found }
    if (found.kind === "none") return { ...place, owner, published: { kind: "none" } }
    const { isSecure } = found
    const records = found.records.map(({ usage, selector, matchingType, data }) => ({
      ...{ usage, selector, matchingType, data },
    }))
    return { ...place, owner, published: { kind: "records", isSecure, records } }
  })
  return { ...rest, looks: await Promise.all(looks) }
}

/**
 * What senders that go by DANE would make of what the fleet's mail exchangers are to show. An error means that mail would be deferred; a
 * record that is not secure, or not there, asks nothing of anybody. Whether the MX record is secure does not count: common senders go by the
 * records of an exchanger either way.
 *
 * @throws ToolError `cancelled`
 */
export async function judgeDane(
  fleet: Fleet,
  dns: Dns,
  presented: Presented,
  signal?: AbortSignal,
): Promise<DaneReport> {
  const { foreign, looks, problems } = await lookAtTlsa(fleet, dns, signal)
  const judged = looks.map((look) => ({ ...look, ...verdictOf(look, presented) }))
  const findings = [
    ...problems.map((problem) =>
      daneFindings.unchecked(
        { kind: "file", file: fleet.file },
        { what: "which mail exchangers there are", problem },
      ),
    ),
    ...judged.flatMap(findingsOf),
  ]
  return { foreign, looks: judged, findings }
}

function verdictOf(
  { published }: TlsaLook,
  presented: Presented,
): { readonly verdict: DaneVerdict; readonly isMatch: boolean } {
  if (published.kind === "failed") return { verdict: "unchecked", isMatch: false }
  if (published.kind === "none") return { verdict: "no-dane", isMatch: false }
  const own = published.records.some((record) => isMatch(record, presented))
  if (!published.isSecure) return { verdict: "unverified", isMatch: own }
  if (own) return { verdict: "matches", isMatch: true }
  return { verdict: published.records.some(isUsable) ? "no-match" : "unusable", isMatch: false }
}

function findingsOf(look: DaneReport["looks"][number]): readonly Finding[] {
  const { isMatch: own, mx, owner, port, published, verdict } = look
  const subject = { kind: "endpoint", host: mx, port } as const
  if (published.kind === "failed")
    return [
      daneFindings.unchecked(subject, { what: `the TLSA records of ${owner}`, problem: published.problem }),
    ]
  if (published.kind === "none") return []
  const shown = published.records.map(recordText)
  if (verdict === "no-match") return [daneFindings.noMatch(subject, { owner, published: shown })]
  if (verdict === "unusable") return [daneFindings.unusable(subject, { owner, published: shown })]
  return verdict === "unverified" && !own ? [daneFindings.unverifiedMismatch(subject, { owner })] : []
}

/** Enough to tell records apart: `3 1 1 0b9fa5a59eed715c…`. */
function recordText({ usage, selector, matchingType, data }: TlsaData): string {
  return `${usage} ${selector} ${matchingType} ${data.length > 16 ? `${data.slice(0, 16)}…` : data}`
}
