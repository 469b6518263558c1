import { isIP } from "node:net"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { ipText } from "../../src/x509/generalName.js"
import { parseIp } from "../../src/x509/ipAddress.js"
import { reservedFor } from "../../src/x509/reservedIp.js"

describe("parseIp", () => {
  it.each([
    ["192.0.2.1", "192.0.2.1"],
    ["2001:DB8:0:0:0:0:0:1", "2001:db8::1"],
    ["::", "::"],
    ["::1", "::1"],
    ["1::", "1::"],
    ["2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"],
    ["2001:0:0:1:0:0:0:1", "2001:0:0:1::1"],
    ["2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"],
    ["::ffff:192.0.2.1", "::ffff:c000:201"],
    ["64:ff9b::192.0.2.33", "64:ff9b::c000:221"],
  ])("reads %s as %s", (text, canonical) => {
    expect(ipText(parseIp(text) ?? new Uint8Array())).toBe(canonical)
  })

  it.each([
    "1.2.3",
    "1.2.3.256",
    "01.2.3.4",
    "1.2.3.4.5",
    "1:2:3:4:5:6:7",
    "1:2:3:4:5:6:7:8:9",
    "1:2:3:4:5:6:7::8::",
    ":::",
    "1:2:3:4:5:6:7:8::",
    "12345::",
    "::g",
    "1.2.3.4::",
    "::1.2.3.4:5",
    "fe80::1%eth0",
    "",
  ])("refuses %j", (text) => {
    expect(parseIp(text)).toBeUndefined()
  })

  it("reads back every address that it writes", () => {
    const octets = (length: number) => fc.uint8Array({ minLength: length, maxLength: length })
    fc.assert(
      fc.property(fc.oneof(octets(4), octets(16)), (address) => {
        const text = ipText(address)
        expect(isIP(text)).toBe(address.length === 4 ? 4 : 6)
        expect(parseIp(text)).toEqual(address)
      }),
    )
  })

  it("agrees with Node about what is an address", () => {
    const piece = fc.constantFrom("0", "1", "ff", "255", "256", "db8", ":", "::", ".", "12345")
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 15 }), (pieces) => {
        const text = pieces.join("")
        expect(parseIp(text) !== undefined).toBe(isIP(text) !== 0)
      }),
      { numRuns: 2000 },
    )
  })
})

describe("reservedFor", () => {
  it.each([
    ["10.1.2.3", "private use"],
    ["172.31.255.255", "private use"],
    ["192.168.0.1", "private use"],
    ["100.127.255.255", "carrier-grade NAT"],
    ["127.0.0.1", "loopback"],
    ["203.0.113.9", "documentation"],
    ["239.1.1.1", "multicast"],
    ["255.255.255.255", "reserved"],
    ["::1", "unspecified or loopback"],
    ["fd00::1", "unique local"],
    ["fe80::1", "link local"],
    ["2001:db8::1", "documentation"],
    ["3fff:0fff::1", "documentation"],
    ["4000::1", "unassigned"],
  ])("finds %s reserved for %s", (text, purpose) => {
    expect(reservedFor(parseIp(text) ?? new Uint8Array())).toBe(purpose)
  })

  it.each([
    "172.32.0.1",
    "100.128.0.1",
    "11.0.0.1",
    "198.20.0.1",
    "8.8.8.8",
    "2606:4700::1111",
    "2001:200::1",
  ])("finds %s free", (text) => {
    expect(reservedFor(parseIp(text) ?? new Uint8Array())).toBeUndefined()
  })
})
