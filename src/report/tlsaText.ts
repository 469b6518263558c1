import { recordText, zoneLine } from "../dane/tlsa.js"
import type { TlsaKey, TlsaPlan } from "../issuance/tlsaPlan.js"

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
