import { createCipheriv, pbkdf2Sync } from "node:crypto"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { Secret } from "../../src/secret.js"
import { der, derInteger, derNull, derOctets, derOid, derSequence } from "../../src/x509/derWrite.js"
import { hashes, maxRounds, pbkdf2Key, Rounds } from "../../src/x509/keyDerivation.js"
import { type ReadPkcs12, readPkcs12 } from "../../src/x509/pkcs12.js"
import { pkcs12Key } from "../../src/x509/pkcs12Kdf.js"

const password = new Secret("secret")
const iv = new Uint8Array(16)
const data = "1.2.840.113549.1.7.1"
const start = 100

const plain = (content: Uint8Array): Uint8Array => derSequence(derOid(data), der(0xa0, derOctets(content)))
const saltOf = (label: string): Uint8Array => Buffer.from(label.padEnd(8))
const pbes2 = (salt: string, rounds: number): Uint8Array => {
  const prf = derSequence(derOid("1.2.840.113549.2.9"), derNull)
  const kdf = derSequence(
    derOid("1.2.840.113549.1.5.12"),
    derSequence(derOctets(saltOf(salt)), derInteger(rounds), prf),
  )
  const cipher = derSequence(derOid("2.16.840.1.101.3.4.1.42"), derOctets(iv))
  return derSequence(derOid("1.2.840.113549.1.5.13"), derSequence(kdf, cipher))
}
const seal = (bytes: Uint8Array, salt: string): Uint8Array => {
  const cipher = createCipheriv("aes-256-cbc", pbkdf2Sync("secret", saltOf(salt), 10, 32, "sha256"), iv)
  return Buffer.concat([cipher.update(bytes), cipher.final()])
}
/** Sealed with ten rounds, whatever it says that it takes. */
const sealedKey = (salt: string, rounds = 10): Uint8Array =>
  derSequence(
    derOid("1.2.840.113549.1.12.10.1.2"),
    der(0xa0, derSequence(pbes2(salt, rounds), derOctets(seal(derSequence(), salt)))),
  )
const sealed = (content: Uint8Array, salt: string): Uint8Array => {
  const info = derSequence(derOid(data), pbes2(salt, 10), der(0x80, seal(content, salt)))
  return derSequence(derOid("1.2.840.113549.1.7.6"), der(0xa0, derSequence(derInteger(0), info)))
}
const mac = (rounds: number): Uint8Array =>
  derSequence(
    derSequence(derSequence(derOid("2.16.840.1.101.3.4.2.1"), derNull), derOctets(new Uint8Array(32))),
    derOctets(saltOf("mac")),
    derInteger(rounds),
  )
const file = (contents: readonly Uint8Array[], ...more: readonly Uint8Array[]): Uint8Array =>
  derSequence(derInteger(3), plain(derSequence(...contents)), ...more)

function read(bytes: Uint8Array, rounds = new Rounds()): { result: ReadPkcs12; spent: number } {
  const result = readPkcs12(bytes, password, rounds)
  return { result, spent: rounds.spent }
}

const tooMany = { ok: false, problem: { kind: "limit", message: expect.stringContaining("too many rounds") } }

describe("the rounds of a PKCS #12 file", () => {
  it("are those of all its parts", () => {
    const rounds = new Rounds()
    const bytes = readFileSync(join(import.meta.dirname, "../../certs-fixtures/p12/rfc9579.p12"))
    expect(readPkcs12(bytes, new Secret("1234"), rounds)).toMatchObject({ ok: true })
    expect(rounds.spent).toBe(3 * (start + 2048))
  })

  it("are spent once for the same salt and number", () => {
    const bags = (...salts: readonly string[]) =>
      file([plain(derSequence(...salts.map((one) => sealedKey(one))))])
    expect(read(bags("a", "a", "a"))).toMatchObject({
      result: { ok: true, keys: [{}, {}, {}] },
      spent: start + 10,
    })
    expect(read(bags("a", "b", "a")).spent).toBe(2 * (start + 10))
  })

  it("count four times where Node's own code does not go round", () => {
    expect(read(file([], mac(1000)))).toEqual({
      result: { ok: false, wrongPassword: true },
      spent: start + 4000,
    })
  })

  it("are those of all passwords that are tried", () => {
    const rounds = new Rounds()
    const bytes = file([], mac(100_000))
    expect([read(bytes, rounds).spent, read(bytes, rounds).spent]).toEqual([400_100, 800_200])
  })

  it.each([
    ["for the MAC, with and without password", file([], mac(maxRounds / 8))],
    ["for a key", file([plain(derSequence(sealedKey("a", maxRounds)))])],
    [
      "for several keys",
      file([plain(derSequence(...["a", "b", "c"].map((one) => sealedKey(one, 2_000_000))))]),
    ],
    ["for MAC and key", file([plain(derSequence(sealedKey("a", 4_000_000)))], mac(500_000))],
  ])("are refused with none spent where they are too many %s", (_, bytes) => {
    expect(read(bytes)).toEqual({ result: expect.objectContaining(tooMany), spent: 0 })
  })

  it("are refused before they are spent where an encrypted part wants too many", () => {
    const inner = derSequence(sealedKey("b", maxRounds))
    expect(read(file([sealed(inner, "a")]))).toEqual({
      result: expect.objectContaining(tooMany),
      spent: start + 10,
    })
  })

  const by = (iterations: number) => ({ salt: saltOf("a"), iterations })
  const macKey = (iterations: number) => pkcs12Key(by(iterations), hashes.sha256, [["mac", 32]]).rounds
  const oldKey = pkcs12Key(by(100_000), hashes.sha1, [
    ["key", 24],
    ["vector", 8],
  ]).rounds

  it.each([
    [
      "600,000 for each of three parts, as Firefox does",
      macKey(600_000),
      pbkdf2Key(by(600_000), hashes.sha1, 32).rounds,
    ],
    ["100,000 for each of three parts, by the derivation of PKCS #12", macKey(100_000), oldKey],
    ["two million by PBKDF2", macKey(2048), pbkdf2Key(by(2_000_000), hashes.sha256, 32).rounds],
  ])("may be %s", (_, authenticated, encrypted) => {
    expect(2 * authenticated + 2 * encrypted).toBeLessThanOrEqual(maxRounds)
  })
})
