import type { DaneReport, DaneVerdict } from "../dane/look.js"
import { recordText, zoneLine } from "../dane/tlsa.js"
import type { TlsaKey, TlsaPlan } from "../issuance/tlsaPlan.js"
import { printable } from "./printable.js"
import { tableText } from "./table.js"

/** Lines of a zone file, what is to be known about them as its comments. */
export function tlsaText({ foreign, keys, next }: TlsaPlan): string {
  const parts = keys.map(
    (key) => `; the ${key.which} key: ${key.folder}\n${key.places.map(lineOf(key)).join("")}`,
  )
  const others = foreign.map(
    ({ domain, mx }) => `; ${mx}, a mail exchanger of ${domain}, is no name of this fleet\n`,
  )
  const standing =
    next.kind === "none"
      ? []
      : [
          `; the next key ${next.kind === "ready" ? "may be used now" : "must not be used yet"}: ${next.reason}\n`,
        ]
  return [...parts, ...others, ...standing].join("")
}

const said = new Map<boolean | undefined, string>([
  [true, "published"],
  [false, "not published"],
  [undefined, "could not check"],
])

function lineOf({ record }: TlsaKey): (place: TlsaKey["places"][number]) => string {
  return ({ isPublished, owner }) => `${zoneLine(owner, record)} ; ${said.get(isPublished)}\n`
}

/** What `tlsa --json` prints. */
export function tlsaJson({ findings, foreign, keys, next }: TlsaPlan): object {
  return {
    keys: keys.map(({ folder, places, record, which }) => ({
      ...{ which, folder, record: recordText(record) },
      places: places.map(({ isPublished, mx, owner, port }) => ({
        ...{ owner, mx, port },
        ...(isPublished === undefined ? {} : { published: isPublished }),
      })),
    })),
    foreign,
    next: {
      standing: next.kind,
      ...(next.kind === "none" ? {} : { folder: next.key.folder, reason: next.reason }),
      ...(next.kind === "wait" && next.until !== undefined
        ? { until: new Date(next.until).toISOString() }
        : {}),
    },
    findings,
  }
}

/** What is published for a port, beside the key in use. */
export const daneWords: Readonly<Record<DaneVerdict, string>> = {
  matches: "the key in use has one",
  "no-match": "none is that of the key in use",
  unusable: "of no use to senders",
  "no-dane": "none",
  unverified: "not known to be secure",
  unchecked: "could not check",
}

/** What is published for each port of each mail exchanger. */
export function daneText({ foreign, looks }: DaneReport): string {
  const rows = looks.map(({ owner, verdict }) => [printable(owner), daneWords[verdict]])
  const others = foreign.map(({ domain, mx }) => [
    printable(mx),
    `not of this fleet, receives for ${printable(domain)}`,
  ])
  return tableText([{ title: "mail exchanger" }, { title: "TLSA records" }], [...rows, ...others])
}

/** What `status --json` says of it. */
export interface DaneJson {
  readonly places: readonly {
    readonly owner: string
    readonly mx: string
    readonly port: number
    readonly verdict: DaneVerdict
    readonly secure?: boolean
    readonly records?: readonly string[]
  }[]
  readonly foreign: DaneReport["foreign"]
}

export function daneJson({ foreign, looks }: DaneReport): DaneJson {
  const places = looks.map(({ mx, owner, port, published, verdict }) => ({
    ...{ owner, mx, port, verdict },
    ...(published.kind === "records"
      ? { secure: published.isSecure, records: published.records.map(recordText) }
      : {}),
  }))
  return { places, foreign }
}
