import "reflect-metadata"
import * as peculiar from "@peculiar/x509"
import { describe, expect, it } from "vitest"
import { parseCsr, verifyCsr } from "../../src/x509/csr.js"
import { generalNameText } from "../../src/x509/generalName.js"
import { nameText } from "../../src/x509/name.js"

const algorithms = [
  { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" },
  { name: "ECDSA", namedCurve: "P-384", hash: "SHA-384" },
  { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256", publicExponent: Uint8Array.of(1, 0, 1), modulusLength: 2048 },
  {
    name: "RSA-PSS",
    hash: "SHA-256",
    publicExponent: Uint8Array.of(1, 0, 1),
    modulusLength: 2048,
    saltLength: 32,
  },
] as const

async function request(algorithm: (typeof algorithms)[number]): Promise<Uint8Array> {
  const keys = await crypto.subtle.generateKey(algorithm, true, ["sign", "verify"])
  const csr = await peculiar.Pkcs10CertificateRequestGenerator.create({
    name: "C=DE, CN=mail.example.edu",
    keys,
    signingAlgorithm: algorithm,
    extensions: [
      new peculiar.SubjectAlternativeNameExtension([
        { type: "dns", value: "mail.example.edu" },
        { type: "ip", value: "192.0.2.1" },
      ]),
    ],
  })
  return new Uint8Array(csr.rawData)
}

describe("parseCsr", () => {
  it.each(algorithms)("reads and verifies a request of $name $namedCurve", async (algorithm) => {
    const bytes = await request(algorithm)
    const csr = parseCsr(bytes)
    if (!csr.ok) throw new Error(csr.problem.message)
    expect(nameText(csr.value.subject)).toBe("CN=mail.example.edu, C=DE")
    const names = csr.value.extensions.subjectAltName
    expect(names?.ok && names.value.map(generalNameText)).toEqual(["DNS:mail.example.edu", "IP:192.0.2.1"])
    expect(verifyCsr(csr.value)).toEqual({ kind: "valid" })
  })

  it("tells a changed request from a signed one", async () => {
    const bytes = await request(algorithms[0])
    const at = Buffer.from(bytes).indexOf("mail.example.edu")
    bytes[at] = "n".charCodeAt(0)
    const csr = parseCsr(bytes)
    expect(csr.ok && verifyCsr(csr.value)).toEqual({ kind: "invalid" })
  })

  it("refuses every truncation without throwing", async () => {
    const bytes = await request(algorithms[0])
    for (let size = 0; size < bytes.length; size++) expect(parseCsr(bytes.subarray(0, size)).ok).toBe(false)
  })
})
