import { readdirSync, readFileSync, statSync } from "node:fs"
import { dirname, join, resolve } from "node:path"
import { describe, expect, it } from "vitest"
import { namingProblems } from "../../.ci/newRule/naming.js"
import { ruleContext } from "../../certs-fixtures/rules/context.js"
import { lintFixture } from "../../certs-fixtures/rules/read.js"
import { scenePairs } from "../../certs-fixtures/rules/scenes.js"
import { rulePairs } from "../../certs-fixtures/rules/table.js"
import type { Finding } from "../../src/finding.js"
import { fill } from "../../src/finding.js"
import { otherExplanations } from "../../src/lint/explanation.js"
import { type Lintable, Linter } from "../../src/rules/engine.js"
import { rules } from "../../src/rules/registry.js"
import type { AnyRule } from "../../src/rules/rule.js"
import type { CertificateView } from "../../src/rules/view/certificateView.js"
import { RequestView } from "../../src/rules/view/requestView.js"
import { expectedFindings, type Fixture, fixtures } from "./fixtures.js"

const found = new Map<string, readonly Finding[]>(
  [...fixtures].map(([name, { thing }]) => [name, lintFixture(thing, name)]),
)

function fixture(name: string): Fixture {
  const one = fixtures.get(name)
  if (one === undefined) throw new Error(`no fixture ${name}: npm run fixtures`)
  return one
}
const findingsIn = (name: string): readonly Finding[] => found.get(name) ?? []
const certificateOf = ({ thing }: Fixture): CertificateView | undefined =>
  thing.scope === "certificate" ? thing.view : undefined

function isInForce({ inForce }: AnyRule, at: Date): boolean {
  const { from = "0000-01-01", until = "9999-01-01" } = inForce ?? {}
  return at >= new Date(from) && at < new Date(until)
}

const placeholders = (text: string): string[] =>
  [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? "")

/** Rules of which each has two recipes; those about chains, keys and fleets look at more than one thing. */
const single = rules.filter(({ on }) => on === "certificate" || on === "request")

describe.each(single.map((rule) => [rule.code, rule] as const))("%s", (code, rule) => {
  it("is broken by its bad fixture, with a message of all facts and of nothing else", () => {
    const [finding, ...more] = findingsIn(`${code}.bad`).filter((one) => one.code === code)
    expect(finding).toMatchObject({ severity: rule.severity, stage: "lint", citation: rule.citation })
    expect(more).toEqual([])
    expect(Object.keys(finding?.facts ?? {}).sort()).toEqual(placeholders(rule.message).sort())
    expect(finding?.message).toBe(fill(rule.message, finding?.facts ?? {}))
    expect(finding?.message).not.toMatch(/undefined|\[object/)
  })

  it("applies to its good fixture and finds nothing there", () => {
    const good = fixture(`${code}.good`)
    const certificate = certificateOf(good)
    expect(rule.scopes).toContain(certificate?.role ?? "csr")
    expect(isInForce(rule, certificate?.certificate.notBefore ?? ruleContext.now)).toBe(true)
    expect(findingsIn(`${code}.good`).map((one) => one.code)).not.toContain(code)
  })

  it("says what it checks, why, an example of each, and who asks for it", () => {
    const { what, why, bad, good } = rule.documentation
    for (const text of [what, why, bad, good, rule.citation, rule.message]) expect(text.trim()).not.toBe("")
    expect(bad).not.toBe(good)
    expect(what).toMatch(/\.$/)
    expect(why).toMatch(/\.$/)
  })
})

/** All others look at several things together. */
const together = rules.filter(({ on }) => on !== "certificate" && on !== "request")

describe.each(together.map((rule) => [rule.code, rule] as const))("%s", (code, rule) => {
  const lint = (thing: Lintable | undefined): readonly Finding[] => {
    if (thing === undefined) throw new Error(`no scene for ${code}: certs-fixtures/rules/scenes.ts`)
    return lintFixture(thing, code)
  }

  it("is broken by its bad scene, with a message of its facts", () => {
    const [finding, ...more] = lint(scenePairs[code]?.bad()).filter((one) => one.code === code)
    expect(finding).toMatchObject({ severity: rule.severity, stage: "lint", citation: rule.citation })
    expect(more).toEqual([])
    expect(finding?.message).not.toMatch(/undefined|\[object|\{\w+\}/)
  })

  it("finds nothing in its good scene", () => {
    expect(rule.scopes).toContain(scenePairs[code]?.good().scope)
    expect(lint(scenePairs[code]?.good()).map((one) => one.code)).not.toContain(code)
  })

  it("says what it checks, why, and an example of each", () => {
    const { what, why, bad, good } = rule.documentation
    for (const text of [what, why, bad, good, rule.citation]) expect(text.trim()).not.toBe("")
    expect(bad).not.toBe(good)
  })
})

/** Rules that read requests, too: a request with what is in the bad certificate breaks them as well. */
const onRequests = single.filter(
  ({ code, scopes }) => scopes.includes("csr") && fixtures.get(`${code}.bad`)?.thing.scope === "certificate",
)

describe.each(onRequests.map((rule) => [rule.code, rule] as const))("%s", (code, rule) => {
  const linter = (certificate: CertificateView) =>
    new Linter([rule], { profile: "public" }, ruleContext, certificate.certificate.notBefore)

  it.each(["good", "bad"] as const)("sees a request with the content of its %s fixture alike", (which) => {
    const certificate = certificateOf(fixture(`${code}.${which}`))
    if (certificate === undefined) throw new Error("a certificate and a request are no pair")
    const view = new RequestView(certificate.certificate)
    const findings = linter(certificate).lint({ scope: "csr", view }, { kind: "file", file: "request" })
    expect(findings.map((one) => one.code)).toEqual(which === "bad" ? [code] : [])
  })
})

describe("the registry", () => {
  it("has every code once, in kebab case, as the name of a problem", () => {
    const codes = rules.map(({ code }) => code)
    expect(codes.length).toBeGreaterThan(0)
    expect(codes.filter((code, index) => codes.indexOf(code) !== index)).toEqual([])
    const others = new Set(otherExplanations().map(({ code }) => code))
    expect(codes.flatMap((code) => namingProblems(code, others))).toEqual([])
  })

  it("lists every rule that there is a file of", () => {
    const root = resolve(import.meta.dirname, "../../src/rules")
    const reached = reachable(join(root, "registry.ts"))
    const files = walk(root).filter((path) => /export const \w+ = \w*[rR]ule|factories\.js/.test(read(path)))
    expect(files.length).toBeGreaterThanOrEqual(rules.length)
    expect(files.filter((path) => !reached.has(path))).toEqual([])
  })

  it("lists each group by the alphabet", () => {
    const folder = resolve(import.meta.dirname, "../../src/rules/registry")
    const lists = walk(folder).map((path) => / = \[([^\]]*)\]/.exec(read(path))?.[1]?.match(/\w+/g) ?? [])
    expect(lists.flat()).toHaveLength(rules.length)
    expect(lists).toEqual(lists.map((names) => [...names].sort()))
  })

  it("holds the dates of each rule in order", () => {
    const dates = rules
      .flatMap(({ inForce }) => [inForce?.from, inForce?.until])
      .filter((date) => date !== undefined)
    expect(dates.filter((date) => Number.isNaN(Date.parse(`${date}T00:00:00Z`)))).toEqual([])
    expect(
      rules
        .filter(({ inForce }) => (inForce?.from ?? "0000") >= (inForce?.until ?? "9999"))
        .map(({ code }) => code),
    ).toEqual([])
  })
})

describe("the fixtures of rules", () => {
  it("belong to a rule each, and are made by a recipe", () => {
    const codes = new Set(single.map(({ code }) => code))
    expect(Object.keys(rulePairs).filter((code) => !codes.has(code))).toEqual([])
    const ofSeveral = new Set(together.map(({ code }) => code))
    expect(Object.keys(scenePairs).filter((code) => !ofSeveral.has(code))).toEqual([])
    const made = Object.keys(rulePairs).flatMap((code) => [`${code}.bad`, `${code}.good`])
    expect([...fixtures.keys()].sort()).toEqual(made.sort())
  })

  it.each(["san-missing", "ca-without-key-usage", "root-without-key-usage", "request-key-unusual"])(
    "start from a clean certificate or request (%s)",
    (code) => {
      expect(findingsIn(`${code}.good`)).toEqual([])
    },
  )

  it("crash no rule", () => {
    expect([...found].filter(([, findings]) => findings.some(({ code }) => code === "rule-crashed"))).toEqual(
      [],
    )
  })

  it("break the same rules as when they were written", () => {
    const codes = [...found].map(([name, findings]) => [name, findings.map(({ code }) => code)] as const)
    expect(Object.fromEntries(codes)).toEqual(expectedFindings)
  })
})

function read(path: string): string {
  return readFileSync(path, "utf8")
}

function walk(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name)
    if (statSync(path).isDirectory()) return walk(path)
    return path.endsWith(".ts") ? [path] : []
  })
}

/** The files that a file imports, and so on. */
function reachable(from: string, seen = new Set<string>()): ReadonlySet<string> {
  if (seen.has(from)) return seen
  seen.add(from)
  for (const [, target] of read(from).matchAll(/from "(\.[^"]+)\.js"/g))
    reachable(join(dirname(from), `${target}.ts`), seen)
  return seen
}
