import { describe, expect, it } from "vitest"
import { ruleContext } from "../../certs-fixtures/rules/context.js"
import { Linter } from "../../src/rules/engine.js"
import { rules } from "../../src/rules/registry.js"
import { fixtures } from "./fixtures.js"

type Requirement = readonly [code: string, severity: string, from?: string, until?: string]

/** Which rule holds what an administrator meets, since when, and until when where a later one takes its place. */
const requirements: readonly Requirement[] = [
  // BR 7.1.2.7.12, 7.1.4.3, 1.6.1, 3.2.2.6, 4.2.2: names.
  ["san-missing", "error"],
  ["san-mail-address", "error", "2012-07-01"],
  ["san-uri", "error", "2012-07-01"],
  ["san-directory-name", "error", "2012-07-01"],
  ["san-other-name", "error", "2012-07-01"],
  ["common-name-not-covered", "error"],
  ["common-name-not-exactly-in-san", "error", "2021-08-25"],
  ["common-name-too-long", "error", "1999-01-01"],
  ["dns-name-bad-character", "error", "2012-07-01"],
  ["dns-label-hyphen-at-edge", "error"],
  ["dns-name-empty-label", "error"],
  ["dns-label-too-long", "error"],
  ["dns-name-too-long", "error"],
  ["dns-name-underscore", "error", "2019-04-01"],
  ["dns-label-reserved-hyphens", "error", "2021-10-01"],
  ["a-label-invalid", "error", "2021-10-01"],
  ["wildcard-partial-label", "error", "2012-07-01"],
  ["wildcard-bare", "error"],
  ["wildcard-under-public-suffix", "warning", "2012-07-01"],
  ["ev-with-wildcard", "error"],
  ["unknown-top-level-domain", "error", "2012-07-01"],
  ["san-reserved-ip", "error", "2012-07-01"],
  ["reverse-zone-name", "error", "2026-03-15"],
  ["san-duplicate-name", "notice"],
  // BR 6.3.2: validity, and one day less, as CAs have it.
  ["validity-over-398-days", "error", "2020-09-01"],
  ["validity-over-200-days", "error", "2026-03-15", "2027-03-15"],
  ["validity-over-199-days", "warning", "2026-03-15", "2027-03-15"],
  ["validity-over-100-days", "error", "2027-03-15", "2029-03-15"],
  ["validity-over-47-days", "error", "2029-03-15"],
  // BR 6.1.1.3, 6.1.5, 6.1.6, 7.1.3: keys and signatures.
  ["rsa-key-too-short", "error"],
  ["rsa-modulus-not-whole-octets", "error"],
  ["rsa-exponent-even", "error"],
  ["rsa-exponent-too-small", "error"],
  ["rsa-exponent-not-in-range", "warning"],
  ["rsa-modulus-small-factor", "warning"],
  ["rsa-primes-close", "error"],
  ["rsa-roca-key", "error"],
  ["ec-curve-not-allowed", "error"],
  ["dsa-key", "error", "2020-08-20"],
  ["key-type-not-allowed", "error"],
  ["sha1-signature", "error"],
  // BR 7.1.2.7.6 to 7.1.2.7.11, 7.1.2.11.2: extensions.
  ["eku-missing", "error", "2012-07-01"],
  ["eku-without-server-auth", "error", "2023-09-15"],
  ["eku-forbidden-purpose", "error", "2023-09-15"],
  ["eku-critical", "error", "2023-09-15"],
  ["eku-client-auth", "warning", "2027-03-15"],
  ["leaf-key-usage-not-critical", "error", "2023-09-15"],
  ["ec-without-digital-signature", "error", "2023-09-15"],
  ["ec-key-usage-not-allowed", "error", "2023-09-15"],
  ["ec-key-agreement", "warning", "2023-09-15"],
  ["leaf-with-cert-sign", "error", "2012-07-01"],
  ["leaf-with-crl-sign", "error", "2012-07-01"],
  ["leaf-basic-constraints-not-critical", "error", "2023-09-15"],
  ["aia-ocsp-not-http", "error", "2023-09-15"],
  ["aia-ca-issuers-not-http", "error", "2023-09-15"],
  ["crl-points-not-http", "error", "2023-09-15"],
  ["revocation-information-missing", "error", "2024-03-15"],
  ["reserved-policy-count", "error", "2023-09-15"],
  // RFC 5280 section 4.1.2.2, BR 7.1: serial numbers.
  ["serial-not-positive", "error"],
  ["serial-too-long", "error"],
  ["serial-predictable", "warning", "2016-09-30"],
  // BR 7.1.2.7.2 to 7.1.2.7.4, 7.1.4.2: subjects.
  ["dv-subject-attribute", "error", "2023-09-15"],
  ["ov-without-organization", "error", "2012-07-01"],
  ["ov-without-country", "error", "2012-07-01"],
  ["ov-without-place", "error", "2012-07-01"],
  ["country-not-iso", "error", "2012-07-01"],
  ["organizational-unit-prohibited", "error", "2022-09-01"],
  // The CT policies of Apple and Chrome.
  ["sct-count-too-low", "warning", "2018-10-15"],
]

/** Whether the rule finds something in its bad fixture as if that had been issued at this moment. */
function finds(code: string, asOf: Date): boolean {
  const thing = fixtures.get(`${code}.bad`)?.thing
  if (thing === undefined) throw new Error(`no fixture ${code}.bad`)
  const selection = { profile: "public", select: new Set([code]) } as const
  return new Linter(rules, selection, ruleContext, asOf).lint(thing, { kind: "file", file: code }).length > 0
}

const moment = (day: string): Date => new Date(`${day}T00:00:00Z`)
const justBefore = (date: Date): Date => new Date(date.getTime() - 1000)
const rows = requirements.map(([code, severity, from, until]) => ({ code, severity, from, until }))
const dated = rows.flatMap(({ code, from }) => (from === undefined ? [] : [{ code, from }]))
const replaced = rows.flatMap(({ code, until }) => (until === undefined ? [] : [{ code, until }]))
const lasting = rows.filter(({ until }) => until === undefined)

describe("what public certificates have to be", () => {
  it.each(rows)("$code: $severity", ({ code, severity }) => {
    expect(rules.find((rule) => rule.code === code)?.severity).toBe(severity)
  })

  it.each(dated)("$code holds from $from on", ({ code, from }) => {
    expect(finds(code, moment(from))).toBe(true)
    expect(finds(code, justBefore(moment(from)))).toBe(false)
  })

  it.each(replaced)("$code holds until $until", ({ code, until }) => {
    expect(finds(code, justBefore(moment(until)))).toBe(true)
    expect(finds(code, moment(until))).toBe(false)
  })

  it.each(lasting)("$code holds for years to come", ({ code }) => {
    expect(finds(code, moment("2035-01-01"))).toBe(true)
  })
})
