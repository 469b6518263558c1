import { leaf, type Pair, type Pairs } from "./build.js"
import { scts } from "./parts.js"

/** A certificate of so many days, and one that lives a day longer. */
function atMost(days: number, from: string): Pair {
  return { good: leaf({ from, days }), bad: leaf({ from, days: days + 1 }) }
}
const [after2026, after2027, after2029] = ["2026-04-01", "2027-04-01", "2029-04-01"] as const

export const validityPairs: Pairs = {
  backdated: {
    good: leaf({ put: [scts(2, new Date("2026-04-03T00:00:00Z"))] }),
    bad: leaf({ put: [scts(2, new Date("2026-04-03T00:00:01Z"))] }),
  },
  // The last second belongs to the validity, and so does the first; fixtures are judged on 2026-06-01.
  expired: {
    good: leaf({ until: "2026-06-01T00:00:00Z" }),
    bad: leaf({ until: "2026-05-31T23:59:59Z" }),
  },
  "expires-soon": {
    good: leaf({ until: "2026-07-01T00:00:00Z" }),
    bad: leaf({ until: "2026-06-30T23:59:59Z" }),
  },
  "not-yet-valid": {
    good: leaf({ from: "2026-06-01T00:00:00Z" }),
    bad: leaf({ from: "2026-06-01T00:00:01Z" }),
  },
  "validity-not-positive": {
    good: leaf({ until: "2026-04-01T00:00:00Z" }),
    bad: leaf({ until: "2026-03-31T23:59:59Z" }),
  },
  "validity-over-100-days": atMost(100, after2027),
  "validity-over-199-days": atMost(199, after2026),
  "validity-over-200-days": atMost(200, after2026),
  "validity-over-397-days": atMost(397, "2021-06-01"),
  "validity-over-398-days": atMost(398, "2021-06-01"),
  "validity-over-39-months": {
    good: leaf({ from: "2017-01-01", until: "2020-04-01" }),
    bad: leaf({ from: "2017-01-01", until: "2020-04-01T00:00:01Z" }),
  },
  "validity-over-46-days": atMost(46, after2029),
  "validity-over-47-days": atMost(47, after2029),
  "validity-over-825-days": atMost(825, "2019-01-01"),
  "validity-over-99-days": atMost(99, after2027),
}
