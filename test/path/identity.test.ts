import { isIP } from "node:net"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import {
  type ExpectedName,
  expectedName,
  ipOctets,
  matchName,
  referenceDnsName,
} from "../../src/path/identity.js"
import { type GeneralName, ipText } from "../../src/x509/generalName.js"

const dns = (value: string): GeneralName => ({ kind: "dns", value })
const matches = (wanted: string | ExpectedName, ...names: readonly GeneralName[]): boolean =>
  matchName(typeof wanted === "string" ? expectedName(wanted) : wanted, names).matched

describe("matchName", () => {
  it.each([
    ["mail.example.edu", "mail.example.edu"],
    ["MAIL.example.edu", "mail.EXAMPLE.edu"],
    ["mail.example.edu.", "mail.example.edu"],
    ["mail.example.edu", "*.example.edu"],
    ["universität.example.edu", "xn--universitt-y5a.example.edu"],
    ["xn--universitt-y5a.example.edu", "*.example.edu"],
    ["localhost", "localhost"],
  ])("%s is %s", (wanted, presented) => {
    expect(matches(wanted, dns(presented))).toBe(true)
  })

  it.each([
    ["mail.example.edu", "example.edu"],
    ["example.edu", "*.example.edu"],
    ["a.mail.example.edu", "*.example.edu"],
    ["mail.example.edu", "m*.example.edu"],
    ["mail.example.edu", "*l.example.edu"],
    ["mail.example.edu", "mail.*.edu"],
    ["mail.example.edu", "*.*.edu"],
    ["mail.example.edu", "*"],
    ["mail.example.edu", "mail.example.edu."],
    ["edu", "*"],
    ["xn--bliss-1b3c148a.example.edu", "xn--*-1b3c148a.example.edu"],
    ["192.0.2.1", "192.0.2.1"],
    ["foo_bar.example.edu", "foo_bar.example.edu"],
    ["", ""],
    [".example.edu", "*.example.edu"],
  ])("%s is not %s", (wanted, presented) => {
    expect(matches(wanted, dns(presented))).toBe(false)
  })

  it("prefers an exact name to a wildcard", () => {
    const match = matchName(expectedName("a.example.edu"), [dns("*.example.edu"), dns("a.example.edu")])
    expect(match).toEqual({ matched: true, by: dns("a.example.edu"), wildcard: false })
  })

  it("compares addresses by their octets", () => {
    const one: GeneralName = { kind: "ip", octets: Uint8Array.of(192, 0, 2, 1) }
    expect(matches("192.0.2.1", one)).toBe(true)
    expect(matches("192.0.2.2", one)).toBe(false)
    expect(matches("::ffff:192.0.2.1", one)).toBe(false)
    expect(
      matches("0:0::1", { kind: "ip", octets: Uint8Array.from([...new Array<number>(15).fill(0), 1]) }),
    ).toBe(true)
  })

  it("compares mailboxes: local part exactly, host in any case", () => {
    const name: GeneralName = { kind: "email", value: "Post@Example.edu" }
    expect(matches({ kind: "email", value: "Post@example.EDU" }, name)).toBe(true)
    expect(matches({ kind: "email", value: "post@example.edu" }, name)).toBe(false)
  })

  it("never matches without names", () => {
    fc.assert(fc.property(fc.string(), (text) => !matches(text)))
  })
})

describe("ipOctets", () => {
  it("reads back what ipText writes", () => {
    const octets = fc.constantFrom(4, 16).chain((size) => fc.uint8Array({ minLength: size, maxLength: size }))
    fc.assert(
      fc.property(octets, (address) => {
        expect(isIP(ipText(address))).not.toBe(0)
        expect([...(ipOctets(ipText(address)) ?? [])]).toEqual([...address])
      }),
    )
  })

  it("reads IPv4 inside of IPv6 and refuses zones", () => {
    expect(ipText(ipOctets("64:ff9b::192.0.2.33") ?? new Uint8Array())).toBe("64:ff9b::c000:221")
    expect(ipOctets("fe80::1%eth0")).toBeUndefined()
    expect(ipOctets("example.edu")).toBeUndefined()
  })
})

describe("referenceDnsName", () => {
  it.each(["192.0.2.1", "::1", "a..b", "-a.test", "a-.test", `${"a".repeat(64)}.test`, "a b", "%"])(
    "takes %s for no host name",
    (text) => {
      expect(referenceDnsName(text)).toBeUndefined()
    },
  )
})
