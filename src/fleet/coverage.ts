import type { Finding, Subject } from "../finding.js"
import { defineFinding } from "../finding.js"
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

const nameCovered = defineFinding({
  code: "name-covered-by-wildcard",
  severity: "notice",
  stage: "names",
  message: ({ name, by }: { name: string; by: string }) => `${name} is covered by ${by} anyway`,
  hint: () => "leave it out where the CA charges for each name; keeping it does no harm",
})

/** Kinds of finding about names that are wanted twice over. */
export const coverageFindings = { nameCovered }

/** Names that a wildcard of the same fleet covers: each may cost money, and nobody would miss it. */
export function coveredAnyway(fleet: Fleet): Finding[] {
  const { names } = namesOf(fleet)
  const [common] = names
  return names.flatMap(({ entry, subject, at }) => {
    const by = names.find(
      (other) => other.entry !== entry && covers(other.entry, entry) && !same(other.entry, entry),
    )
    if (by === undefined || entry === common?.entry) return []
    return [nameCovered(subject satisfies Subject, { name: entry.value, by: by.entry.value }, at)]
  })
}

function same(one: SanEntry, other: SanEntry): boolean {
  return one.kind === other.kind && one.value === other.value
}
