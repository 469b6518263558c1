import { covers, type SanEntry } from "../x509/sanEntry.js"
import { namesOf, reasonText } from "./names.js"
import type { Fleet } from "./types.js"

/** How a certificate or CSR has a name: word for word, by a wildcard of its, or not (RFC 9525 section 6.3). */
export type NameCover = "exact" | "wildcard" | "missing"

export interface CoverageRow {
  /** As it stands in certificates. */
  readonly name: string
  readonly kind: SanEntry["kind"]
  /** Why the fleet wants it, e.g. `farm zimbra-web`. */
  readonly reason: string
  readonly cover: NameCover
  /** The entry that has it, where it is another one. */
  readonly by?: string
}

export interface Coverage {
  /** Every name of the fleet, in the order of the file. */
  readonly rows: readonly CoverageRow[]
  /** What the certificate has beside them. */
  readonly surplus: readonly string[]
}

/** Compares the names of a fleet with those that a certificate or CSR offers. */
export function coverageOf(fleet: Fleet, offered: readonly SanEntry[]): Coverage {
  const wanted = namesOf(fleet).names
  const rows = wanted.map(({ entry, reasons }): CoverageRow => {
    const exact = offered.some((one) => same(one, entry))
    const by = exact ? undefined : offered.find((one) => covers(one, entry))
    return {
      ...{ name: entry.value, kind: entry.kind, reason: reasons.map(reasonText).join("; ") },
      cover: exact ? "exact" : by === undefined ? "missing" : "wildcard",
      ...(by === undefined ? {} : { by: by.value }),
    }
  })
  const surplus = offered.filter((one) => !wanted.some(({ entry }) => same(one, entry) || covers(one, entry)))
  return { rows, surplus: surplus.map(({ value }) => value) }
}

function same(one: SanEntry, other: SanEntry): boolean {
  return one.kind === other.kind && one.value === other.value
}
