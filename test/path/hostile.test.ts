import { describe, expect, it } from "vitest"
import { certificateDer, nameDer } from "../../certs-fixtures/certificateDer.js"
import { dns, extension } from "../../certs-fixtures/extensionDer.js"
import { defaultLimits } from "../../src/path/budget.js"
import { type Certificate, inspectCertificate, parseCertificate } from "../../src/x509/certificate.js"
import { der, derBits, derInteger, derOid, derSequence } from "../../src/x509/derWrite.js"
import { extensionOids } from "../../src/x509/oids.js"
import { ed25519 } from "../x509/factory.js"
import { ca, host, kinds, leaf, outcome, verify } from "./graph.js"

const root = ca("root>root")

describe("hostile input", () => {
  it("ends early in a crowd of CAs with one name and many keys", () => {
    const pool = Array.from({ length: 100 }, (_, index) =>
      ca("crowd>crowd", { keyLabel: `crowd ${index}`, signerLabel: `crowd ${index + 1}` }),
    )
    const end = leaf("crowd>leaf", { signerLabel: "crowd 0" })
    const result = verify(end, pool, [root])
    expect(result.ok).toBe(false)
    expect(result.counters.signatures).toBeLessThanOrEqual(defaultLimits.signatures)
    expect(result.counters.buildCalls).toBeLessThan(1000)
  })

  it("ends early in a crowd of CAs with one name and one key", () => {
    const pool = Array.from({ length: 100 }, (_, index) =>
      ca("crowd>crowd", { serial: Uint8Array.of(1, index) }),
    )
    const result = verify(leaf("crowd>leaf"), pool, [root])
    expect(result.ok).toBe(false)
    expect(result.counters.buildCalls).toBeLessThan(200)
  })

  const net = (): readonly Certificate[] => {
    const names = Array.from({ length: 12 }, (_, index) => `net${index}`)
    return names.flatMap((one) =>
      names.filter((other) => other !== one).map((other) => ca(`${one}>${other}`)),
    )
  }

  it("goes through every CA once in a net where every one has cross-signed every other and no root is near", () => {
    const result = verify(leaf("net0>leaf"), net(), [root], { limits: { signatures: 10_000 } })
    expect(result.ok).toBe(false)
    expect(result.counters.buildCalls).toBeLessThanOrEqual(12 * 11 + 1)
  })

  it("ends early in such a net when a root is near and no path to it is good", () => {
    const narrow = ca("root>net5", {
      extensions: [extension.nameConstraints([dns("example.org")], [])],
    })
    const result = verify(leaf("net0>leaf"), [...net(), narrow], [root], { limits: { signatures: 10_000 } })
    expect(result.ok).toBe(false)
    expect(kinds(result)).toContain("budget")
    expect(result.counters.buildCalls).toBe(defaultLimits.buildCalls)
  })

  it("finds the good path in a crowd that comes first", () => {
    const crowd = Array.from({ length: 60 }, (_, index) => ca("lost>sub", { keyLabel: `crowd ${index}` }))
    const end = leaf("sub>leaf")
    expect(outcome(verify(end, [...crowd, ca("root>sub")], [root]))).toBe(`${host} < sub < root`)
  })

  it("does not read alternative names by the million", () => {
    const names = der(0x30, Buffer.concat(new Array<Uint8Array>(1_000_000).fill(dns("a.test"))))
    const bytes = certificateDer({
      issuer: "x",
      subject: "x",
      key: ed25519("x"),
      signer: ed25519("x"),
      extensions: [{ oid: extensionOids.subjectAltName, value: names }],
    })
    const certificate = parseCertificate(bytes)
    expect(certificate.ok && certificate.value.elements).toBeLessThan(100)
    expect(certificate.ok && certificate.value.extensions.subjectAltName).toMatchObject({
      ok: false,
      problem: { kind: "limit" },
    })
  })

  it("does not read components of a subject by the million", () => {
    const one = nameDer("a").subarray(2)
    const subject = derSequence(Buffer.concat(new Array<Uint8Array>(1_000_000).fill(one)))
    const tbs = derSequence(
      der(0xa0, derInteger(2)),
      derInteger(1),
      derSequence(derOid("1.3.101.112")),
      subject,
    )
    const bytes = derSequence(tbs, derSequence(derOid("1.3.101.112")), derBits(new Uint8Array(64)))
    expect(inspectCertificate(bytes)).toMatchObject({ ok: false, problem: { kind: "limit" } })
  })
})
