import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { pairOf } from "../../certs-fixtures/issue.js"
import { serverKey } from "../../certs-fixtures/keys.js"
import { bounds } from "../../certs-fixtures/rules/bounds.js"
import { build, type Recipe } from "../../certs-fixtures/rules/build.js"
import { lintable, lintFixture } from "../../certs-fixtures/rules/read.js"
import { scenePairs } from "../../certs-fixtures/rules/scenes.js"
import { rulePairs } from "../../certs-fixtures/rules/table.js"
import { rules } from "../../src/rules/registry.js"
import { limitsIn } from "./limitsIn.js"

const key = pairOf(serverKey(join(import.meta.dirname, "../../certs-fixtures"), "rfc9500-rsa2048"))
const keys = { server: key, issuing: key, root: key, old: key }

function codesOf(recipe: Recipe): readonly string[] {
  return lintFixture(lintable(build("bounds", recipe, keys)), "bounds").map(({ code }) => code)
}

const pairs = Object.entries(bounds).flatMap(([code, list]) => list.map((pair) => [code, pair] as const))

describe.each(pairs)("%s", (code, { limit, good, bad }) => {
  it(`tells both sides of ${limit} apart`, () => {
    expect(codesOf(good)).not.toContain(code)
    expect(codesOf(bad)).toContain(code)
  })
})

/** Milliseconds of an hour and of a day. */
const units: readonly unknown[] = [3_600_000, 86_400_000]

/** Numbers that are no limit, and what they are. */
const noLimits: Readonly<Record<string, Readonly<Record<number, string>>>> = {
  "a-label-not-nfc": { 4: "where the text after xn-- begins" },
  "a-label-not-punycode": { 4: "where the text after xn-- begins" },
  backdated: { 48: "hours, to the second in the fixtures", 3600000: "milliseconds of an hour" },
  "expires-soon": { 86400000: "milliseconds of a day" },
  "extensions-without-version-3": { 3: "a version" },
  "generalized-time-before-2050": { 4: "digits of a year" },
  "name-constraint-edi-party": { 5: "a tag" },
  "name-constraint-ip-malformed": { 8: "octets or bits of an address", 32: "octets of an address" },
  "name-constraint-registered-id": { 8: "a tag" },
  "name-constraint-x400": { 3: "a tag" },
  "root-validity-too-long": { 86400: "seconds of a day" },
  "root-validity-too-short": { 86400: "seconds of a day" },
  "rsa-modulus-not-whole-octets": { 8: "a divisor" },
  "san-directory-name": { 4: "a tag" },
  "san-edi-party-name": { 5: "a tag" },
  "san-registered-id": { 8: "a tag" },
  "san-uri": { 6: "a tag" },
  "san-x400-address": { 3: "a tag" },
  "version-not-3": { 3: "a version" },
}

const folder = join(import.meta.dirname, "../../src/rules")

/** The text of every rule's own file, by the codes of what it exports. */
async function ruleFiles(): Promise<ReadonlyMap<string, string>> {
  const files = new Map<string, string>()
  for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
    if (!name.endsWith(".ts") || name.endsWith("registry.ts")) continue
    const exported: Readonly<Record<string, unknown>> = await import(join(folder, name))
    const own = rules.filter((rule) => Object.values(exported).includes(rule))
    for (const { code } of own) files.set(code, readFileSync(join(folder, name), "utf8"))
  }
  return files
}
const files = await ruleFiles()

describe("every number and every day in a rule's check", () => {
  it("is looked for in a file of each rule", () => {
    expect(rules.filter(({ code }) => !files.has(code)).map(({ code }) => code)).toEqual([])
  })

  it("has a fixture on either side, or is no limit", () => {
    const held = (code: string): readonly unknown[] => [
      ...units,
      ...Object.keys(noLimits[code] ?? {}).map(Number),
      ...(bounds[code] ?? []).map(({ limit }) => limit),
      rulePairs[code]?.limit,
      scenePairs[code]?.limit,
    ]
    const bare = [...files].flatMap(([code, source]) =>
      limitsIn(source).flatMap((limit) => (held(code).includes(limit) ? [] : [`${code}: ${limit}`])),
    )
    expect(bare).toEqual([])
  })

  it("is called no limit only where it stands", () => {
    const unused = Object.entries(noLimits).flatMap(([code, numbers]) => {
      const found = limitsIn(files.get(code) ?? "")
      return Object.keys(numbers).flatMap((number) =>
        found.includes(Number(number)) ? [] : [`${code}: ${number}`],
      )
    })
    expect(unused).toEqual([])
  })
})
