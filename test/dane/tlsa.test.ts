import { createHash } from "node:crypto"
import { beforeAll, describe, expect, it } from "vitest"
import { isMatch, isUsable, type Presented, presentedBy, recordOfKey, zoneLine } from "../../src/dane/tlsa.js"
import type { TlsaData } from "../../src/dns/recordData.js"
import { type Certificate, parseCertificate } from "../../src/x509/certificate.js"
import { readPem } from "../../src/x509/pem.js"
import { runProgram } from "../e2e/client.js"
import { newCa, served } from "../probe/material.js"

function certificates(pem: string): readonly Certificate[] {
  return readPem(Buffer.from(pem)).blocks.flatMap(({ der }) => {
    const read = parseCertificate(der)
    return read.ok ? [read.value] : []
  })
}

describe("TLSA records", () => {
  let leaf: Certificate
  let chain: readonly Certificate[]
  let presented: Presented
  let pem: string
  beforeAll(async () => {
    const own = await served(await newCa(Date.now), ["mail.example.edu"])
    pem = own.cert
    leaf = certificates(own.cert)[0] as Certificate
    chain = certificates(own.chain)
    presented = presentedBy(leaf, chain)
  })

  const hash = (algorithm: string, bytes: Uint8Array) => createHash(algorithm).update(bytes).digest("hex")
  const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex")

  it("hold what OpenSSL makes of the key", async () => {
    const script = "openssl x509 -noout -pubkey | openssl pkey -pubin -outform der | openssl dgst -sha256 -r"
    const { stdout } = await runProgram("sh", ["-c", script], { input: pem })
    const [digest] = stdout.split(" ")
    expect(zoneLine("_25._tcp.mx01.example.edu", recordOfKey(leaf.publicKey.der))).toBe(
      `_25._tcp.mx01.example.edu. IN TLSA 3 1 1 ${digest}`,
    )
  })

  it("match by every selector and matching type of usages 2 and 3, and by no others", () => {
    const forms = (usage: number, one: Certificate): readonly TlsaData[] =>
      [one.der, one.publicKey.der].flatMap((bytes, selector) => [
        { usage, selector, matchingType: 0, data: hex(bytes) },
        { usage, selector, matchingType: 1, data: hash("sha256", bytes) },
        { usage, selector, matchingType: 2, data: hash("sha512", bytes) },
      ])
    const [issuer = leaf] = chain
    for (const record of [...forms(3, leaf), ...forms(2, issuer)]) {
      expect([
        isMatch(record, presented),
        isMatch({ ...record, data: `${record.data.slice(0, -2)}zz` }, presented),
      ]).toEqual([true, false])
      for (const usage of [0, 1, 4]) expect(isMatch({ ...record, usage }, presented)).toBe(false)
    }
    for (const record of [...forms(3, issuer), ...forms(2, leaf)])
      expect(isMatch(record, presented)).toBe(false)
  })

  it("match a key without a certificate by its key alone", () => {
    const key = { publicKey: leaf.publicKey.der }
    expect(isMatch(recordOfKey(leaf.publicKey.der), key)).toBe(true)
    const whole = { usage: 3, selector: 0, matchingType: 1, data: hash("sha256", leaf.der) }
    expect(isMatch(whole, key)).toBe(false)
  })

  it.each([
    [{ usage: 1, selector: 1, matchingType: 1, data: "ab".repeat(32) }, false],
    [{ usage: 3, selector: 2, matchingType: 1, data: "ab".repeat(32) }, false],
    [{ usage: 3, selector: 1, matchingType: 3, data: "ab".repeat(32) }, false],
    [{ usage: 3, selector: 1, matchingType: 1, data: "ab".repeat(31) }, false],
    [{ usage: 3, selector: 1, matchingType: 2, data: "ab".repeat(32) }, false],
    [{ usage: 3, selector: 1, matchingType: 0, data: "" }, false],
    [{ usage: 2, selector: 0, matchingType: 2, data: "ab".repeat(64) }, true],
  ])("count for mail or not: %j", (record, usable) => {
    expect(isUsable(record)).toBe(usable)
  })
})
