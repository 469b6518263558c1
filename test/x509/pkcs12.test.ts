import { execFileSync, spawnSync } from "node:child_process"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import fc from "fast-check"
import forge from "node-forge"
import { describe, expect, it } from "vitest"
import { Secret } from "../../src/secret.js"
import { der, derInteger, derOctets, derOid, derSequence } from "../../src/x509/derWrite.js"
import { readPem } from "../../src/x509/pem.js"
import { readPkcs12 } from "../../src/x509/pkcs12.js"
import { looksLikePkcs12 } from "../../src/x509/pkcs12Head.js"
import { publicKeyOf } from "../../src/x509/privateKey.js"
import { readPrivateKey } from "../../src/x509/readPrivateKey.js"

const folder = join(import.meta.dirname, "../../certs-fixtures")
const keyFile = join(folder, "keys/rfc9500-rsa2048.key")
const certificate = (name: string): string => {
  const text = readFileSync(join(folder, "certs", `${name}.pem`), "utf8")
  return text.slice(text.indexOf("-----BEGIN"))
}
const leafDer = readPem(Buffer.from(certificate("leaf"))).blocks[0]?.der ?? new Uint8Array()
const password = new Secret("s3cret ü")
const hasOpenssl = spawnSync("openssl", ["version"]).status === 0

function forgeFile(algorithm: "3des" | "aes256", secret = password.revealText()): Uint8Array {
  const key = readFileSync(keyFile, "utf8")
  const asn1 = forge.pkcs12.toPkcs12Asn1(
    forge.pki.privateKeyFromPem(key.slice(key.indexOf("-----BEGIN"))),
    [certificate("leaf"), certificate("issuing")].map((pem) => forge.pki.certificateFromPem(pem)),
    secret,
    { algorithm, count: 100 },
  )
  return Buffer.from(forge.asn1.toDer(asn1).getBytes(), "latin1")
}

function expectRead(bytes: Uint8Array, secret: Secret): void {
  const read = readPkcs12(bytes, secret)
  if (!read.ok) throw new Error(read.wrongPassword ? "wrong password" : read.problem.message)
  expect(read.certificates.map((item) => Buffer.from(item).toString("base64"))).toContain(
    Buffer.from(leafDer).toString("base64"),
  )
  const [key] = read.keys.map((item) => readPrivateKey(item))
  const expected = readPrivateKey(readFileSync(keyFile))
  expect(key?.ok && publicKeyOf(key.key)).toEqual(expected.ok && publicKeyOf(expected.key))
}

describe("readPkcs12", () => {
  // node-forge derives AES keys from one octet a character, so its files cannot have other passwords.
  const plain = new Secret("s3cret")

  it.each([
    ["3DES", forgeFile("3des"), password],
    ["AES", forgeFile("aes256", "s3cret"), plain],
  ] as const)("reads what node-forge encrypts with %s", (_, bytes, secret) => {
    expect(looksLikePkcs12(bytes)).toBe(true)
    expectRead(bytes, secret)
  })

  it.runIf(hasOpenssl).each([
    ["as OpenSSL 3 does it", []],
    ["as OpenSSL 1 and old Windows do it", ["-legacy"]],
    ["with 3DES throughout", ["-descert", "-legacy"]],
    ["without MAC", ["-nomac"]],
    ["with unencrypted certificates", ["-certpbe", "NONE"]],
    ["with MD5 and DES", ["-certpbe", "PBE-MD5-DES", "-keypbe", "PBE-MD5-DES", "-legacy"]],
    ["with SHA-1 and RC2 of PKCS #5", ["-certpbe", "PBE-SHA1-RC2-64", "-keypbe", "PBE-SHA1-DES", "-legacy"]],
    ["with Camellia", ["-certpbe", "CAMELLIA-256-CBC", "-keypbe", "CAMELLIA-256-CBC"]],
  ])("reads what openssl writes %s (needs openssl)", (_, options) => {
    const input = `${readFileSync(keyFile, "utf8")}${certificate("leaf")}${certificate("issuing")}`
    const argv = ["pkcs12", "-export", "-passout", "env:P12", ...options]
    const bytes = execFileSync("openssl", argv, {
      input,
      env: { ...process.env, P12: password.revealText() },
      stdio: "pipe",
    })
    expectRead(bytes, password)
  })

  // RFC 9579 appendix A.1; OpenSSL writes such files from 3.4 on.
  it("reads a file whose MAC is PBMAC1, and tells a wrong password", () => {
    const bytes = readFileSync(join(folder, "p12/rfc9579.p12"))
    expect(readPkcs12(bytes, new Secret("1234"))).toMatchObject({ ok: true })
    expect(readPkcs12(bytes, new Secret("1235"))).toMatchObject({ ok: false, wrongPassword: true })
    const other = Buffer.from(bytes)
    // The MAC's own number of rounds, 2048.
    other[bytes.lastIndexOf(Buffer.from("6f473c38b02e317302020800", "hex")) + 11] = 1
    expect(readPkcs12(other, new Secret("1234"))).toMatchObject({ ok: false, wrongPassword: true })
  })

  it("tells a wrong password from damage", () => {
    const bytes = forgeFile("3des")
    expect(readPkcs12(bytes, new Secret("wrong"))).toMatchObject({ ok: false, wrongPassword: true })
    expect(readPkcs12(bytes.subarray(0, 500), password)).toMatchObject({ ok: false, wrongPassword: false })
  })

  it.each([2_000_000_000, 2 ** 31, 2 ** 31 - 1])("refuses a file that wants %i rounds", (rounds) => {
    const data = (content: Uint8Array) =>
      derSequence(derOid("1.2.840.113549.1.7.1"), der(0xa0, derOctets(content)))
    const mac = derSequence(
      derSequence(derSequence(derOid("2.16.840.1.101.3.4.2.1"), der(5)), derOctets(new Uint8Array(32))),
      derOctets(new Uint8Array(8)),
      derInteger(rounds),
    )
    const greedy = derSequence(derInteger(3), data(derSequence()), mac)
    expect(readPkcs12(greedy, password)).toMatchObject({
      ok: false,
      problem: { kind: "limit", message: expect.stringContaining("too many rounds") },
    })
  })

  it("never throws, whatever is changed", () => {
    const bytes = forgeFile("aes256", "s3cret")
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.nat(255)), { maxLength: 6 }), (changes) => {
        const changed = Buffer.from(bytes)
        for (const [at, value] of changes) changed[at] = value
        expect(readPkcs12(changed, plain)).toHaveProperty("ok")
      }),
      { numRuns: 300 },
    )
  })
})
