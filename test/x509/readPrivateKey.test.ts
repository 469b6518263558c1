import { execFileSync, spawnSync } from "node:child_process"
import { generateKeyPairSync } from "node:crypto"
import { describe, expect, it } from "vitest"
import { Secret } from "../../src/secret.js"
import { der, derInteger, derNull, derOctets, derOid, derSequence } from "../../src/x509/derWrite.js"
import { readPem, writePem } from "../../src/x509/pem.js"
import { publicKeyOf, writePrivateKey } from "../../src/x509/privateKey.js"
import { readPrivateKey } from "../../src/x509/readPrivateKey.js"

const passphrase = new Secret("correct horse")
const { privateKey: rsa } = generateKeyPairSync("rsa", { modulusLength: 2048 })
const { privateKey: ec } = generateKeyPairSync("ec", { namedCurve: "P-256" })
const pkcs1 = rsa.export({ type: "pkcs1", format: "der" })
const sec1 = ec.export({ type: "sec1", format: "der" })
const pkcs8 = ec.export({ type: "pkcs8", format: "der" })
const legacy = ["-provider", "legacy", "-provider", "default"]
const hasLegacy = spawnSync("openssl", ["list", "-providers", "-provider", "legacy"]).status === 0

function openssl(argv: readonly string[]): Buffer {
  const env = { ...process.env, PASS: passphrase.revealText() }
  return execFileSync("openssl", [...argv, "-passout", "env:PASS", ...legacy], {
    input: writePrivateKey(rsa),
    env,
    stdio: "pipe",
  })
}

describe("readPrivateKey", () => {
  it.each([
    ["PKCS#1 labelled as PKCS#8", rsa, writePem("PRIVATE KEY", pkcs1)],
    ["SEC 1 labelled as PKCS#8", ec, writePem("PRIVATE KEY", sec1)],
    ["PKCS#8 labelled as PKCS#1", ec, writePem("RSA PRIVATE KEY", pkcs8)],
    ["UTF-16", ec, Buffer.from(`\ufeff${writePrivateKey(ec)}`, "utf16le")],
    ["one line", ec, writePrivateKey(ec).replaceAll("\n", " ")],
    ["JSON", ec, JSON.stringify({ key: writePrivateKey(ec) })],
    [
      "a pile whose END and BEGIN share a line",
      ec,
      `${writePem("EC PARAMETERS", Uint8Array.of(5, 0)).trimEnd()}${writePrivateKey(ec)}`,
    ],
    ["base64 of DER", ec, pkcs8.toString("base64")],
    ["base64 of PEM", ec, Buffer.from(writePrivateKey(ec)).toString("base64")],
  ])("reads %s", (_, key, text) => {
    const read = readPrivateKey(Buffer.from(text))
    expect(read).toMatchObject({ ok: true, encrypted: false })
    expect(read.ok && publicKeyOf(read.key)).toEqual(publicKeyOf(key))
  })

  it.runIf(hasLegacy).each([
    ["PBE-MD5-DES", ["pkcs8", "-topk8", "-v1", "PBE-MD5-DES"]],
    ["PBE-SHA1-DES", ["pkcs8", "-topk8", "-v1", "PBE-SHA1-DES"]],
    ["PBE-SHA1-3DES", ["pkcs8", "-topk8", "-v1", "PBE-SHA1-3DES"]],
    ["DES", ["pkcs8", "-topk8", "-v2", "des-cbc"]],
    ["Camellia", ["pkcs8", "-topk8", "-v2", "camellia-256-cbc"]],
    ["ARIA", ["pkcs8", "-topk8", "-v2", "aria-128-cbc"]],
    ["SHA-512", ["pkcs8", "-topk8", "-v2prf", "hmacWithSHA512"]],
    ["scrypt", ["pkcs8", "-topk8", "-scrypt"]],
    ["DES as before PKCS#8", ["rsa", "-traditional", "-des"]],
    ["3DES as before PKCS#8", ["rsa", "-traditional", "-des3"]],
  ])("reads what openssl encrypts with %s (needs openssl)", (_, argv) => {
    const bytes = openssl(argv)
    const read = readPrivateKey(bytes, passphrase)
    expect(read.ok && publicKeyOf(read.key)).toEqual(publicKeyOf(rsa))
    expect(readPrivateKey(bytes)).toEqual({ ok: false, problem: "encrypted" })
    expect(readPrivateKey(bytes, new Secret("wrong"))).toEqual({ ok: false, problem: "wrong-passphrase" })
  })

  it.runIf(hasLegacy).each([
    ["RC2", ["pkcs8", "-topk8", "-v1", "PBE-SHA1-RC2-40"]],
    ["SEED as before PKCS#8", ["rsa", "-traditional", "-seed"]],
  ])("names %s as unsupported, not as damage (needs openssl)", (_, argv) => {
    expect(readPrivateKey(openssl(argv), passphrase)).toMatchObject({ ok: false, problem: "unsupported" })
  })

  const pbkdf2 = (rounds: number): Uint8Array =>
    derSequence(
      derOid("1.2.840.113549.1.5.12"),
      derSequence(derOctets(new Uint8Array(8)), derInteger(rounds)),
    )
  const scrypt = (cost: number, width: number, block = 8): Uint8Array =>
    derSequence(
      derOid("1.3.6.1.4.1.11591.4.11"),
      derSequence(derOctets(new Uint8Array(8)), derInteger(cost), derInteger(block), derInteger(width)),
    )
  const encrypted = (kdf: Uint8Array): Uint8Array => {
    const cipher = derSequence(derOid("2.16.840.1.101.3.4.1.42"), derOctets(new Uint8Array(16)))
    return derSequence(
      derSequence(derOid("1.2.840.113549.1.5.13"), derSequence(kdf, cipher)),
      derOctets(new Uint8Array(64)),
    )
  }

  it.each([
    ["2^31 rounds of PBKDF2", pbkdf2(2 ** 31)],
    ["2^31 - 1 rounds of PBKDF2", pbkdf2(2 ** 31 - 1)],
    ["scrypt with a gigabyte", scrypt(2 ** 20, 1)],
    ["scrypt a million times", scrypt(2 ** 10, 2 ** 20)],
    ["scrypt with a million small blocks", scrypt(2, 2 ** 17)],
  ])("refuses %s at once", (_, kdf) => {
    const started = performance.now()
    for (const bytes of [encrypted(kdf), Buffer.from(writePem("ENCRYPTED PRIVATE KEY", encrypted(kdf)))])
      expect(readPrivateKey(bytes, passphrase)).toMatchObject({ ok: false, problem: "costly" })
    expect(performance.now() - started).toBeLessThan(1000)
  })

  it("says damaged of a cost that is more than scrypt has for the size of its blocks", () => {
    const read = readPrivateKey(encrypted(scrypt(2 ** 20, 1, 1)), passphrase)
    expect(read).toMatchObject({ ok: false, problem: "broken" })
  })

  it("names the kind of a key that it does not know", () => {
    const key = derSequence(
      derInteger(0),
      derSequence(derOid("2.16.840.1.101.3.4.3.17"), derNull),
      derOctets(new Uint8Array(32)),
    )
    expect(readPrivateKey(Buffer.from(writePem("PRIVATE KEY", key)))).toEqual({
      ok: false,
      problem: "unknown-kind",
      detail: "a key of kind 2.16.840.1.101.3.4.3.17",
    })
  })

  it("says damaged of a key of a known kind that is none", () => {
    const key = derSequence(
      derInteger(0),
      derSequence(derOid("1.2.840.113549.1.1.1"), derNull),
      derOctets(der(0x30, new Uint8Array(4))),
    )
    expect(readPrivateKey(Buffer.from(writePem("PRIVATE KEY", key)))).toEqual({
      ok: false,
      problem: "broken",
    })
  })

  it("keeps the headers of an old key that lies between other blocks", () => {
    const old = rsa.export({
      type: "pkcs1",
      format: "pem",
      cipher: "aes-256-cbc",
      passphrase: "correct horse",
    })
    const [block] = readPem(Buffer.from(old)).blocks
    expect(writePem(block?.label ?? "", block?.der ?? new Uint8Array(), block?.headers)).toBe(old)
    const pile = Buffer.from(`${writePem("CERTIFICATE", Uint8Array.of(48, 0))}${old}`)
    expect(readPrivateKey(pile, passphrase)).toMatchObject({ ok: true })
  })
})
