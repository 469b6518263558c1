import { readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { certificateDer } from "../../certs-fixtures/certificateDer.js"
import { dns, extension } from "../../certs-fixtures/extensionDer.js"
import { exampleStore, judge } from "../../certs-fixtures/judge.js"
import { ecKey, ed25519Key, modulus, rsaKey } from "../../certs-fixtures/rules/publicKeys.js"
import { readPem, writePem } from "../../src/x509/pem.js"
import { keyPair } from "../x509/factory.js"

const folder = join(import.meta.dirname, "../../certs-fixtures")
const pem = (name: string): Buffer => readFileSync(join(folder, "certs", `${name}.pem`))
const der = (name: string): Uint8Array => readPem(pem(name)).blocks[0]?.der ?? new Uint8Array()
const store = exampleStore(der("root-g2"), der("root-g1"))
const csr = { name: "commercial.csr", bytes: readFileSync(join(folder, "deliveries/commercial.csr")) }

/** What an import says of a certificate for such a key. */
async function codesFor(spki: Uint8Array): Promise<readonly string[]> {
  const certificate = certificateDer({
    issuer: "Example TLS CA 1",
    subject: "mail.example.edu",
    key: keyPair("delivered"),
    signer: keyPair("issuer of another"),
    spki,
    extensions: [extension.subjectAltName([dns("mail.example.edu")])],
  })
  const bytes = Buffer.from(writePem("CERTIFICATE", certificate))
  const { findings } = await judge([{ name: "mail.crt", bytes }], csr, store, spki)
  return findings.map(({ code }) => code)
}

describe("the kind of key of a delivery", () => {
  it.each([
    ["RSA 2048", rsaKey(modulus(2048)), false],
    ["RSA 2047", rsaKey(modulus(2047)), true],
    ["P-256", ecKey("prime256v1", "delivered"), false],
    ["P-384", ecKey("secp384r1", "delivered"), false],
    ["P-521", ecKey("secp521r1", "delivered"), true],
    ["Ed25519", ed25519Key, true],
  ])("%s", async (_, spki, refused) => {
    expect((await codesFor(spki)).includes("bundle-key-kind")).toBe(refused)
  })
})
