import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { editDistance, nearest, nearestFew } from "../../src/fleet/nearest.js"

describe("editDistance", () => {
  it.each([
    ["", "", 0],
    ["abc", "", 3],
    ["abc", "acb", 1],
    ["members", "member", 1],
    ["kitten", "sitting", 3],
  ])("from %s to %s is %i", (a, b, distance) => {
    expect(editDistance(a, b)).toBe(distance)
  })

  it("is symmetric, and zero only for equal words", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 12 }), fc.string({ maxLength: 12 }), (a, b) => {
        expect(editDistance(a, b)).toBe(editDistance(b, a))
        expect(editDistance(a, b) === 0).toBe(a === b)
      }),
    )
  })
})

describe("nearest", () => {
  it("finds a word in another case, with a letter missing or two swapped", () => {
    expect(nearest("COMMONNAME", ["key", "commonName"])).toBe("commonName")
    expect(nearest("rols", ["host", "roles"])).toBe("roles")
    expect(nearest("hsot", ["host", "roles"])).toBe("host")
  })

  it("finds nothing when nothing is near", () => {
    expect(nearest("colour", ["host", "roles"])).toBeUndefined()
    expect(nearest("x", [])).toBeUndefined()
  })
})

describe("nearestFew", () => {
  it("has the likeliest first, and none that is far away", () => {
    const candidates = ["expires-later", "expired", "expires-soon", "key-weak"]
    expect(nearestFew("expires-son", candidates, 2)).toEqual(["expires-soon", "expires-later"])
    expect(nearestFew("expires-son", candidates, 1)).toEqual(["expires-soon"])
    expect(nearestFew("qqqqqqqq", candidates, 3)).toEqual([])
  })
})
