import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { covers, parseSan, sanProblemTexts } from "../../src/x509/sanEntry.js"

function read(text: string): string {
  const parsed = parseSan(text)
  return parsed.ok ? `${parsed.entry.kind}:${parsed.entry.value}` : parsed.problem
}

describe("parseSan", () => {
  it.each([
    ["mail.example.edu", "dns:mail.example.edu"],
    ["  MAIL.Example.EDU ", "dns:mail.example.edu"],
    ["*.example.edu", "dns:*.example.edu"],
    ["münchen.example.edu", "dns:xn--mnchen-3ya.example.edu"],
    ["MÜNCHEN.example.edu", "dns:xn--mnchen-3ya.example.edu"],
    ["XN--MNCHEN-3YA.example.edu", "dns:xn--mnchen-3ya.example.edu"],
    ["*.bücher.example.edu", "dns:*.xn--bcher-kva.example.edu"],
    ["straße.example.edu", "dns:xn--strae-oqa.example.edu"],
    ["mail。example。edu", "dns:mail.example.edu"],
    ["dns:mail.example.edu", "dns:mail.example.edu"],
    ["DNS: mail.example.edu", "dns:mail.example.edu"],
    ["smtp_relay.example.edu", "dns:smtp_relay.example.edu"],
    ["198.18.0.1", "ip:198.18.0.1"],
    ["ip:198.18.0.1", "ip:198.18.0.1"],
    ["2001:DB8:0:0::1", "ip:2001:db8::1"],
    ["[2001:db8::1]", "ip:2001:db8::1"],
    ["IP:::1", "ip:::1"],
    ["localhost", "dns:localhost"],
  ])("reads %j as %s", (text, expected) => {
    expect(read(text)).toBe(expected)
  })

  it.each([
    ["", "empty"],
    ["dns:", "empty"],
    ["https://mail.example.edu/", "url"],
    ["postmaster@example.edu", "email"],
    ["mail.example.edu:443", "port"],
    ["[2001:db8::1]:443", "port"],
    ["mail.example.edu/path", "path"],
    ["10.0.0.0/8", "path"],
    ["a.example.edu b.example.edu", "space"],
    ["mail..example.edu", "empty-label"],
    [".example.edu", "empty-label"],
    ["mail.example.edu.", "trailing-dot"],
    [`${"a".repeat(64)}.example.edu`, "label-too-long"],
    [`${"a.".repeat(127)}edu`, "name-too-long"],
    ["ma!l.example.edu", "character"],
    ["-mail.example.edu", "hyphen"],
    ["mail-.example.edu", "hyphen"],
    ["10.0.0.256", "numeric"],
    ["010.0.0.1", "numeric"],
    ["dns:10.0.0.1", "numeric"],
    ["ip:mail.example.edu", "ip"],
    ["2001:db8::1::2", "ip"],
    ["fe80::1%eth0", "ip"],
    ["*", "wildcard"],
    ["mail.*.edu", "wildcard"],
    ["m*.example.edu", "wildcard"],
    ["*.*.example.edu", "wildcard"],
    ["*.", "empty"],
    ["xn--a.example.edu", "idn"],
    ["xn--.example.edu", "hyphen"],
    ["i❤.example.edu", "idn"],
    ["xn--i-7iq.example.edu", "idn"],
    ["\u0301a.example.edu", "idn"],
    ["a\u00b7b.example.edu", "idn"],
  ])("refuses %j: %s", (text, problem) => {
    expect(read(text)).toBe(problem)
  })

  it("has a sentence and a hint for every problem", () => {
    for (const { what, hint } of Object.values(sanProblemTexts)) {
      expect(what).toMatch(/^[a-z].*[^.]$/)
      expect(hint).toMatch(/^[a-z].*[^.]$/)
    }
  })

  it("reads its own canonical form as the same entry", () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.domain(), fc.ipV4(), fc.ipV6(), fc.string(), fc.string({ unit: "grapheme" })),
        (text) => {
          const parsed = parseSan(text)
          if (parsed.ok) expect(parseSan(parsed.entry.value)).toEqual(parsed)
          else expect(sanProblemTexts).toHaveProperty(parsed.problem)
        },
      ),
      { numRuns: 2000 },
    )
  })
})

describe("covers", () => {
  it.each([
    ["mail.example.edu", "mail.example.edu", true],
    ["*.example.edu", "mail.example.edu", true],
    ["*.example.edu", "a.mail.example.edu", false],
    ["*.example.edu", "example.edu", false],
    ["*.example.edu", "*.example.edu", true],
    ["*.example.edu", "*.mail.example.edu", false],
    ["mail.example.edu", "*.example.edu", false],
    ["198.18.0.1", "198.18.0.1", true],
    ["2001:db8::1", "2001:DB8:0::1", true],
    ["198.18.0.1", "198.18.0.2", false],
  ])("%s for %s: %s", (offered, wanted, expected) => {
    const [a, b] = [parseSan(offered), parseSan(wanted)]
    expect(a.ok && b.ok && covers(a.entry, b.entry)).toBe(expected)
  })
})
