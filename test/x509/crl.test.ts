import "reflect-metadata"
import * as peculiar from "@peculiar/x509"
import { describe, expect, it } from "vitest"
import { parseCrl } from "../../src/x509/crl.js"
import { nameText } from "../../src/x509/name.js"

const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" }

async function list(): Promise<Uint8Array> {
  const keys = await crypto.subtle.generateKey(algorithm, true, ["sign", "verify"])
  const crl = await peculiar.X509CrlGenerator.create({
    issuer: "CN=Example CA",
    thisUpdate: new Date("2026-01-01T00:00:00Z"),
    nextUpdate: new Date("2026-02-01T00:00:00Z"),
    signingKey: keys.privateKey,
    signingAlgorithm: algorithm,
    entries: [
      { serialNumber: "1234", revocationDate: new Date("2025-12-01T00:00:00Z"), reason: 1 },
      { serialNumber: "5678", revocationDate: new Date("2025-12-02T00:00:00Z"), reason: 4 },
    ],
  })
  return new Uint8Array(crl.rawData)
}

describe("parseCrl", () => {
  it("reads what @peculiar/x509 writes", async () => {
    const crl = parseCrl(await list())
    if (!crl.ok) throw new Error(crl.problem.message)
    expect(nameText(crl.value.issuer)).toBe("CN=Example CA")
    expect(crl.value.thisUpdate.toISOString()).toBe("2026-01-01T00:00:00.000Z")
    expect(crl.value.nextUpdate?.toISOString()).toBe("2026-02-01T00:00:00.000Z")
    expect(crl.value.entries.map(({ serial, revokedAt }) => [serial, revokedAt.toISOString()])).toEqual([
      ["1234", "2025-12-01T00:00:00.000Z"],
      ["5678", "2025-12-02T00:00:00.000Z"],
    ])
    expect(crl.value.entries[0]?.extensions.reasonCode).toEqual({ ok: true, value: "keyCompromise" })
  })

  it("refuses every truncation without throwing", async () => {
    const bytes = await list()
    for (let size = 0; size < bytes.length; size++) expect(parseCrl(bytes.subarray(0, size)).ok).toBe(false)
  })
})
