import { domainToASCII } from "node:url"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { reverseZoneProblem } from "../../src/rules/support/hostNames.js"
import { publicSuffix } from "../../src/rules/support/publicSuffix.js"
import { decodePunycode } from "../../src/rules/support/punycode.js"
import { hostOfUri, isFqdnOrIp, isMailAddress, isUri } from "../../src/rules/support/uris.js"
import { hasCloseFactors, isRocaModulus, smallestFactor } from "../../src/x509/rsaModulus.js"

describe("decodePunycode", () => {
  it("inverts Node's encoding", () => {
    const letters = fc.constantFrom(..."abcxyzäöüßéñ中文字汉字かなабвгдאבג")
    const label = fc.array(letters, { minLength: 1, maxLength: 12 }).map((chars) => chars.join(""))
    fc.assert(
      fc.property(label, (text) => {
        const ascii = domainToASCII(text)
        fc.pre(ascii.startsWith("xn--"))
        expect(decodePunycode(ascii.slice(4))?.normalize("NFC")).toBe(
          text.normalize("NFKC").replaceAll("ß", "ß"),
        )
      }),
    )
  })

  it.each(["a", "", "-", "99999999999", "mnchen-3ya!"])("answers for %j without throwing", (label) => {
    expect(() => decodePunycode(label)).not.toThrow()
  })

  it("refuses what is no Punycode", () => {
    expect(decodePunycode("99999999999")).toBeUndefined()
    expect(decodePunycode("é")).toBeUndefined()
  })
})

describe("publicSuffix", () => {
  it("says the same of a name however many others were asked for in between", () => {
    const names = ["mail.example.co.uk", "mail.example.org", "mail.corp", "co.uk"]
    const before = names.map(publicSuffix)
    expect(before).toEqual(["co.uk", "org", undefined, "co.uk"])
    const others = Array.from({ length: 2500 }, (_, index) => publicSuffix(`mail${index}.example.edu`))
    expect(new Set(others)).toEqual(new Set(["edu"]))
    expect(names.map(publicSuffix)).toEqual(before)
  })
})

describe("RSA moduli", () => {
  it("finds a small factor", () => {
    expect(smallestFactor(3n * (2n ** 521n - 1n))).toBe(3)
    expect(smallestFactor((2n ** 521n - 1n) * (2n ** 607n - 1n))).toBeUndefined()
  })

  it("finds primes that lie close together", () => {
    const p = 2n ** 127n - 1n
    expect(hasCloseFactors(p * (p + 2n))).toBe(true)
    expect(hasCloseFactors((2n ** 521n - 1n) * (2n ** 607n - 1n))).toBe(false)
  })

  it("tells the structure of ROCA keys", () => {
    const primorial = 962947420735983927056946215901134429196419130606213075415963491270n
    const prime = (k: bigint, a: number) => k * primorial + (65537n ** BigInt(a) % primorial)
    expect(isRocaModulus(prime(12345n, 7) * prime(54321n, 11))).toBe(true)
    expect(isRocaModulus((2n ** 521n - 1n) * (2n ** 607n - 1n))).toBe(false)
  })
})

describe("names in reverse zones", () => {
  it.each([
    ["1.1.168.192.in-addr.arpa", "reserved"],
    ["mail.1.1.168.192.in-addr.arpa", "reserved"],
    ["8.8.8.8.in-addr.arpa", undefined],
    ["168.192.in-addr.arpa", "malformed"],
    ["a.b.c.d.in-addr.arpa", "malformed"],
    ["mail.example.edu", undefined],
  ])("%s is %s", (name, expected) => {
    expect(reverseZoneProblem(name)).toBe(expected)
  })
})

describe("URIs and mail addresses", () => {
  it("takes the host out of an authority", () => {
    expect(hostOfUri("https://user@mail.example.edu:8443/path")).toBe("mail.example.edu")
    expect(hostOfUri("ldap://[2001:db8::1]:389/")).toBe("2001:db8::1")
    expect(hostOfUri("mailto:postmaster@example.edu")).toBeUndefined()
  })

  it("tells qualified hosts", () => {
    expect(["mail.example.edu", "198.51.100.7", "2001:db8::1"].every(isFqdnOrIp)).toBe(true)
    expect(["mail", "*.example.edu", "", "a..b"].some(isFqdnOrIp)).toBe(false)
  })

  it("tells URIs and mail addresses", () => {
    expect(isUri("https://mail.example.edu/")).toBe(true)
    expect(isUri("https:")).toBe(false)
    expect(isMailAddress("postmaster@example.edu")).toBe(true)
    expect(isMailAddress("Postmaster <postmaster@example.edu>")).toBe(false)
  })
})
