import { describe, expect, it } from "vitest"
import { nextHealth, unknownHealth } from "../../src/probe/health.js"

function upAfter(results: string, rules?: { rise: number; fall: number }): boolean {
  return [...results].reduce((health, result) => nextHealth(health, result === "+", rules), unknownHealth).up
}

describe("nextHealth", () => {
  it.each([
    ["", false],
    ["++", false],
    ["+++", true],
    ["++-+", false],
    ["++-++", false],
    ["++-+++", true],
    ["+++-", false],
    ["+++-++", false],
    ["+++-+++", true],
  ])("with three to rise and one to fall, %j is up: %s", (results, up) => {
    expect(upAfter(results)).toBe(up)
  })

  it("takes out a member only after as many failures in a row as the rules say", () => {
    const rules = { rise: 1, fall: 2 }
    expect(upAfter("+-", rules)).toBe(true)
    expect(upAfter("+-+-", rules)).toBe(true)
    expect(upAfter("+--", rules)).toBe(false)
  })
})
