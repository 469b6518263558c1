import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { pairOf } from "../../certs-fixtures/issue.js"
import { serverKey } from "../../certs-fixtures/keys.js"
import { bounds } from "../../certs-fixtures/rules/bounds.js"
import { build, type Recipe } from "../../certs-fixtures/rules/build.js"
import { lintable, lintFixture } from "../../certs-fixtures/rules/read.js"
import { rulePairs } from "../../certs-fixtures/rules/table.js"
import { rules } from "../../src/rules/registry.js"
import { rsa } from "../x509/factory.js"

const key = pairOf(serverKey(join(import.meta.dirname, "../../certs-fixtures"), "rfc9500-rsa2048"))
const keys = { server: key, issuing: key, root: key, old: rsa(1024)() }

type CertificateRecipe = Extract<Recipe, { kind: "certificate" }>

/** The same certificate, issued at another moment; what has its own end keeps its lifetime. */
function issuedAt(recipe: CertificateRecipe, moment: number): CertificateRecipe {
  const from = new Date(moment).toISOString()
  if (recipe.until === undefined) return { ...recipe, from }
  const lifetime = Date.parse(recipe.until) - Date.parse(recipe.from ?? "2026-04-01")
  return { ...recipe, from, until: new Date(moment + lifetime).toISOString() }
}

/** Where the bad fixture is good at another time, there is a pair for the day. */
const hasOwnPair = (code: string, day: string): boolean =>
  bounds[code]?.some(({ limit }) => limit === day) === true

const dated = rules.flatMap(({ code, inForce }) => {
  const bad = rulePairs[code]?.bad
  if (bad?.kind !== "certificate" || bad.validity !== undefined) return []
  const days = [["holds from", inForce?.from] as const, ["holds until", inForce?.until] as const]
  return days.flatMap(([which, day]) =>
    day === undefined || hasOwnPair(code, day) ? [] : [[code, which, day, bad] as const],
  )
})

describe.each(dated)("%s %s the first second of %s", (code, which, day, bad) => {
  const isFound = (moment: number): boolean => {
    const thing = lintable(build(code, issuedAt(bad, moment), keys))
    return lintFixture(thing, code).some((finding) => finding.code === code)
  }

  it("and not a second before or after", () => {
    const moment = Date.parse(`${day}T00:00:00Z`)
    const wanted = which === "holds from" ? [false, true] : [true, false]
    expect([isFound(moment - 1000), isFound(moment)]).toEqual(wanted)
  })
})
