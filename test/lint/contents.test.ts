import { readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { readContents } from "../../src/lint/contents.js"
import { readPem } from "../../src/x509/pem.js"

const fixtures = join(import.meta.dirname, "../../certs-fixtures")
const read = (name: string): Buffer => readFileSync(join(fixtures, name))
const derOf = (name: string): Uint8Array => readPem(read(name)).blocks[0]?.der ?? new Uint8Array()

function kinds(bytes: Uint8Array | string) {
  const { certificates, requests, keys, findings } = readContents("input", Buffer.from(bytes))
  return {
    certificates: certificates.length,
    requests: requests.length,
    keys: keys.length,
    codes: findings.map(({ code }) => code),
  }
}
const none = { certificates: 0, requests: 0, keys: 0, codes: [] }

describe("readContents", () => {
  it("finds certificates, requests and keys of one pile, each with its block and line", () => {
    const pile = ["certs/leaf.pem", "deliveries/commercial.csr", "keys/rfc9500-p256.key"].map(read)
    const contents = readContents("pile.pem", Buffer.concat(pile))
    expect(contents.certificates[0]?.subject).toEqual({ kind: "file", file: "pile.pem", block: 1, line: 6 })
    expect(contents.requests).toHaveLength(1)
    expect(contents.keys[0]).toMatchObject({ encrypted: false })
    expect(contents.findings).toEqual([])
  })

  it.each([
    ["a DER certificate", () => derOf("certs/leaf.pem"), { certificates: 1 }],
    ["a DER request", () => derOf("deliveries/commercial.csr"), { requests: 1 }],
    ["a DER key", () => derOf("keys/rfc9500-rsa2048.key"), { keys: 1 }],
    ["PKCS #7 in PEM", () => read("deliveries/p7b-in-pem/mail.p7b"), { certificates: 3 }],
    [
      "PKCS #7 that Windows called a certificate",
      () => read("deliveries/p7b-labelled-certificate/mail.p7b"),
      { certificates: 3 },
    ],
  ])("reads %s", (_, bytes, expected) => {
    expect(kinds(bytes())).toEqual({ ...none, ...expected })
  })

  it("makes a finding of each thing that cannot be read, and goes on", () => {
    const leaf = read("certs/leaf.pem").toString()
    const broken = "-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n"
    const cut = "-----BEGIN CERTIFICATE REQUEST-----\nMAA=\n-----END CERTIFICATE REQUEST-----\n"
    const key = "-----BEGIN PRIVATE KEY-----\nMAA=\n-----END PRIVATE KEY-----\n"
    expect(kinds(`${broken}${cut}${key}${leaf}-----BEGIN CERTIFICATE-----\nMI`)).toEqual({
      ...none,
      certificates: 1,
      codes: ["certificate-unreadable", "request-unreadable", "private-key-unreadable", "pem-broken"],
    })
  })

  it("takes the keys of other programs for none of its business", () => {
    const block = "-----BEGIN OPENSSH PRIVATE KEY-----\nMAA=\n-----END OPENSSH PRIVATE KEY-----\n"
    expect(kinds(block)).toEqual(none)
  })
})
