import { describe, expect, it } from "vitest"
import {
  closeModulus,
  ecKey,
  ed25519Key,
  modulus,
  rocaModulus,
  rsaKey,
} from "../../certs-fixtures/rules/publicKeys.js"
import { lintFixture } from "../../certs-fixtures/rules/read.js"
import { DerReader, Work } from "../../src/x509/der.js"
import { readPublicKey } from "../../src/x509/publicKey.js"

function isWeak(spki: Uint8Array): boolean {
  const publicKey = readPublicKey(new DerReader(spki, new Work()))
  const view = { publicKey, encrypted: true, fingerprint: "aa", others: new Set(["aa"]), namesakes: [] }
  return lintFixture({ scope: "key", view }, "key").some(({ code }) => code === "private-key-weak")
}

describe("private-key-weak", () => {
  it.each([
    ["RSA 2048", rsaKey(modulus(2048)), false],
    ["RSA 2047", rsaKey(modulus(2047)), true],
    ["a modulus of two neighbouring primes", rsaKey(closeModulus()), true],
    ["a modulus with a small factor", rsaKey(751n * modulus(2038)), true],
    ["a modulus of the chips of CVE-2017-15361", rsaKey(rocaModulus()), true],
    ["an exponent of 1", rsaKey(modulus(2048), 1n), true],
    ["P-256", ecKey("prime256v1", "weak"), false],
    ["P-384", ecKey("secp384r1", "weak"), false],
    ["P-521", ecKey("secp521r1", "weak"), false],
    ["secp256k1", ecKey("secp256k1", "weak"), true],
    ["Ed25519", ed25519Key, true],
  ])("%s", (_, spki, weak) => {
    expect(isWeak(spki)).toBe(weak)
  })
})
