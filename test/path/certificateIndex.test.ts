import { describe, expect, it } from "vitest"
import { indexOf, ranked } from "../../src/path/certificateIndex.js"
import { at, ca, leaf } from "./graph.js"

const root = ca("root>root")
const sub = ca("root>sub")
const end = leaf("sub>leaf")

describe("an index of certificates", () => {
  it("is made once for a list", () => {
    const list = [root, sub]
    expect(indexOf(list)).toBe(indexOf(list))
    expect(indexOf([...list])).not.toBe(indexOf(list))
  })

  it("has each certificate once, by its subject", () => {
    const other = ca("old>sub")
    const index = indexOf([root, sub, sub, other])
    expect(index.named(sub.subject)).toEqual([sub, other])
    expect(index.named(end.subject)).toEqual([])
  })
})

describe("candidate issuers", () => {
  const expired = ca("root>sub", { notAfter: new Date("2026-05-01T00:00:00Z") })
  const longer = ca("root>sub", { notAfter: new Date("2050-01-01T00:00:00Z") })
  const otherKey = ca("root>sub", { keyLabel: "other", notAfter: new Date("2055-01-01T00:00:00Z") })

  it("are tried by key, then while they are in force, then by how long they stay so", () => {
    expect(ranked(end, [otherKey, expired, sub, longer], at)).toEqual([longer, sub, expired, otherKey])
  })
})
