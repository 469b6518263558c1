import { createPublicKey, ECDH, generateKeyPairSync } from "node:crypto"
import { describe, expect, it } from "vitest"
import { DerReader, Work } from "../../src/x509/der.js"
import { derBits, derOid, derSequence } from "../../src/x509/derWrite.js"
import { isOffCurve } from "../../src/x509/ecPoint.js"
import { readPublicKey } from "../../src/x509/publicKey.js"

const curves = [
  ["prime256v1", "1.2.840.10045.3.1.7"],
  ["secp384r1", "1.3.132.0.34"],
  ["secp521r1", "1.3.132.0.35"],
] as const

function spki(oid: string, point: Uint8Array): Uint8Array {
  return derSequence(derSequence(derOid("1.2.840.10045.2.1"), derOid(oid)), derBits(point))
}

const isOff = (der: Uint8Array): boolean => isOffCurve(readPublicKey(new DerReader(der, new Work())))

function opensslLoads(der: Uint8Array): boolean {
  try {
    createPublicKey({ key: Buffer.from(der), format: "der", type: "spki" })
    return true
  } catch {
    return false
  }
}

describe.each(curves)("a point of %s", (name, oid) => {
  const key = generateKeyPairSync("ec", { namedCurve: name }).publicKey.export({
    type: "spki",
    format: "der",
  })
  const whole = readPublicKey(new DerReader(key, new Work())).bits
  const as = (form: "compressed" | "hybrid") =>
    ECDH.convertKey(whole, name, undefined, undefined, form) as Buffer
  const changed = (at: number, point: Uint8Array = whole): Uint8Array =>
    point.map((octet, index) => (index === (at + point.length) % point.length ? octet ^ 1 : octet))

  it.each([
    ["as it is", whole],
    ["compressed", as("compressed")],
    ["in both forms", as("hybrid")],
    ["with another x", changed(5)],
    ["with another y", changed(-1)],
    ["in both forms, of the other parity", changed(0, as("hybrid"))],
    ["too short", whole.subarray(0, -1)],
    ["too long", Uint8Array.of(...whole, 0)],
    ["empty", new Uint8Array()],
    ["of an unknown form", Uint8Array.of(5, ...whole.subarray(1))],
    ["beyond the field", Uint8Array.of(4, ...new Uint8Array(whole.length - 1).fill(0xff))],
    ...Array.from({ length: 12 }, (_, index) => {
      return [
        `compressed, by chance (${index})`,
        Uint8Array.of(2, ...changed(index + 1, as("compressed")).subarray(1)),
      ] as const
    }),
  ] as const)("is taken %s where OpenSSL loads it", (_, point) => {
    const der = spki(oid, point)
    expect(isOff(der)).toBe(!opensslLoads(der))
  })
})

describe("the point at infinity", () => {
  it("is no key, although OpenSSL loads it", () =>
    expect(isOff(spki(curves[0][1], Uint8Array.of(0)))).toBe(true))
})

describe("a key on another curve", () => {
  it("is not looked at", () => expect(isOff(spki("1.3.132.0.10", Uint8Array.of(4, 1)))).toBe(false))
})
