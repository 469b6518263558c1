import { describe, expect, it } from "vitest"
import { ruleContext } from "../../certs-fixtures/rules/context.js"
import { Linter } from "../../src/rules/engine.js"
import { rules as all } from "../../src/rules/registry.js"
import {
  type CertificateRule,
  certificateRule,
  type RuleMetadata,
  requestRule,
} from "../../src/rules/rule.js"
import { fixtures } from "./fixtures.js"

const subject = { kind: "file", file: "leaf.pem" } as const

function rule(
  code: string,
  metadata: Partial<RuleMetadata> = {},
  check: CertificateRule["check"] = () => ({}),
) {
  return certificateRule({
    code,
    severity: "error",
    scopes: ["leaf"],
    source: "rfc",
    citation: "RFC 5280",
    message: "is broken",
    documentation: { what: "w.", why: "w.", bad: "b", good: "g" },
    ...metadata,
    check,
  })
}

/** A leaf issued on 2026-04-01 for a server. */
const leaf = fixtures.get("san-missing.good")?.thing
const client = fixtures.get("san-mail-address-invalid.good")?.thing
const request = fixtures.get("san-too-many-names.good")?.thing

function codes(
  all: ConstructorParameters<typeof Linter>[0],
  thing = leaf,
  selection: Partial<ConstructorParameters<typeof Linter>[1]> = {},
  asOf?: Date,
): readonly string[] {
  if (thing === undefined) throw new Error("no fixture")
  const linter = new Linter(all, { profile: "public", ...selection }, ruleContext, asOf)
  return linter.lint(thing, subject).map(({ code }) => code)
}

describe("Linter", () => {
  it("makes one finding of a rule that throws and runs the others", () => {
    const throwing = rule("throwing", {}, () => {
      throw new TypeError("undefined is not a function")
    })
    const linter = new Linter([rule("before"), throwing, rule("after")], { profile: "public" }, ruleContext)
    if (leaf === undefined) throw new Error("no fixture")
    const findings = linter.lint(leaf, subject)
    expect(findings.map(({ code }) => code)).toEqual(["before", "rule-crashed", "after"])
    expect(findings[1]).toMatchObject({
      severity: "error",
      subject,
      facts: { rule: "throwing", reason: "undefined is not a function" },
      message: "the rule throwing could not be checked: undefined is not a function",
    })
  })

  it("runs a rule only for the roles it names", () => {
    expect(codes([rule("for-leaves"), rule("for-cas", { scopes: ["intermediate", "root"] })])).toEqual([
      "for-leaves",
    ])
  })

  it("runs rules about requests on both requests and certificates", () => {
    const { check, ...metadata } = rule("on-both", { scopes: ["leaf", "csr"] })
    const both = requestRule({ ...metadata, check: () => ({}) })
    expect(codes([both])).toEqual(["on-both"])
    expect(codes([both], request)).toEqual(["on-both"])
    expect(codes([rule("on-certificates")], request)).toEqual([])
    expect(check).toBeTypeOf("function")
  })

  it.each([
    ["2026-04-01", undefined, true],
    ["2026-04-02", undefined, false],
    [undefined, "2026-04-01", false],
    [undefined, "2026-04-02", true],
  ])("holds a rule in force from %s until %s against the day of issuance", (from, until, runs) => {
    const inForce = { ...(from === undefined ? {} : { from }), ...(until === undefined ? {} : { until }) }
    expect(codes([rule("dated", { inForce })])).toEqual(runs ? ["dated"] : [])
  })

  it("judges as if issued at another moment where one is given", () => {
    const future = rule("future", { inForce: { from: "2027-03-15" } })
    expect(codes([future])).toEqual([])
    expect(codes([future], leaf, {}, new Date("2027-03-15T00:00:00Z"))).toEqual(["future"])
  })

  it("takes now for the day of issuance of a request", () => {
    const { check: _, ...metadata } = rule("dated", {
      scopes: ["csr"],
      inForce: { from: "2026-06-01", until: "2026-06-02" },
    })
    expect(codes([requestRule({ ...metadata, check: () => ({}) })], request)).toEqual(["dated"])
  })

  it("keeps the Baseline Requirements to server certificates unless a rule is for any purpose", () => {
    const rules = [
      rule("for-servers", { source: "br" }),
      rule("for-any", { source: "br", purpose: "any" }),
      rule("of-the-standard"),
    ]
    expect(codes(rules, client)).toEqual(["for-any", "of-the-standard"])
    expect(codes(rules)).toEqual(["for-servers", "for-any", "of-the-standard"])
  })

  it("leaves out what binds public CAs only under the profile private", () => {
    const rules = [
      rule("of-br", { source: "br" }),
      rule("of-br-for-everyone", { source: "br", audience: "everyone" }),
      rule("of-apple", { source: "apple" }),
      rule("of-the-standard"),
      rule("of-certfleet", { source: "certfleet" }),
    ]
    expect(codes(rules, leaf, { profile: "private" })).toEqual([
      "of-br-for-everyone",
      "of-the-standard",
      "of-certfleet",
    ])
  })

  it("lets private CAs sign what public ones may not verify: an organizational unit", () => {
    const withUnit = fixtures.get("organizational-unit-prohibited.bad")?.thing
    expect(codes(all, withUnit)).toContain("organizational-unit-prohibited")
    expect(codes(all, withUnit, { profile: "private" })).not.toContain("organizational-unit-prohibited")
  })

  it("runs the codes that are selected and not ignored", () => {
    const rules = [rule("one"), rule("two"), rule("three")]
    expect(codes(rules, leaf, { select: new Set(["one", "two"]) })).toEqual(["one", "two"])
    expect(codes(rules, leaf, { ignore: new Set(["two"]) })).toEqual(["one", "three"])
    expect(codes(rules, leaf, { select: new Set(["one"]), ignore: new Set(["one"]) })).toEqual([])
  })

  it("says where, which clause and what to do", () => {
    const told = rule(
      "told",
      { at: "extensions.subjectAltName", hint: "do this", message: "has {count} of {values}" },
      () => ({
        count: 7,
        values: ["a", "b", "c", "d", "e", "f", "g"],
      }),
    )
    if (leaf === undefined) throw new Error("no fixture")
    const [finding] = new Linter([told], { profile: "public" }, ruleContext).lint(leaf, subject)
    expect(finding).toEqual({
      code: "told",
      severity: "error",
      stage: "lint",
      subject,
      at: { path: "extensions.subjectAltName" },
      facts: { count: 7, values: ["a", "b", "c", "d", "e", "f", "g"] },
      message: "has 7 of a, b, c, d, e and 2 more",
      citation: "RFC 5280",
      hint: "do this",
    })
  })
})
