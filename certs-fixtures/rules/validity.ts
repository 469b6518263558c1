import { leaf, type Pairs, type Recipe, root } from "./build.js"
import { atLeast, atMost, daysAtMost, monthsAtMost } from "./limits.js"
import { scts } from "./parts.js"

const [after2026, after2027, after2029] = ["2026-04-01", "2027-04-01", "2029-04-01"] as const

const rootOf = (days: number): Recipe => root({ days })

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
  "root-validity-too-long": atMost(9132, rootOf),
  "root-validity-too-short": atLeast(2922, rootOf),
  "validity-not-positive": {
    good: leaf({ until: "2026-04-01T00:00:00Z" }),
    bad: leaf({ until: "2026-03-31T23:59:59Z" }),
  },
  "validity-over-100-days": daysAtMost(100, after2027),
  "validity-over-199-days": daysAtMost(199, after2026),
  "validity-over-200-days": daysAtMost(200, after2026),
  "validity-over-397-days": daysAtMost(397, "2021-06-01"),
  "validity-over-398-days": daysAtMost(398, "2021-06-01"),
  "validity-over-39-months": monthsAtMost(39, "2020-04-01", (until) => leaf({ from: "2017-01-01", until })),
  "validity-over-46-days": daysAtMost(46, after2029),
  "validity-over-47-days": daysAtMost(47, after2029),
  "validity-over-825-days": daysAtMost(825, "2019-01-01"),
  "validity-over-99-days": daysAtMost(99, after2027),
  "validity-refused-by-apple": daysAtMost(825, "2019-08-01"),
}
