import { generateKeyPairSync } from "node:crypto"
import { describe, expect, it } from "vitest"
import { Secret } from "../../src/secret.js"
import {
  generatePrivateKey,
  keyAlgorithmOf,
  publicKeyOf,
  writePrivateKey,
} from "../../src/x509/privateKey.js"
import { readPrivateKey } from "../../src/x509/readPrivateKey.js"

const passphrase = new Secret("correct horse")
const { privateKey: rsa } = generateKeyPairSync("rsa", { modulusLength: 2048 })
const { privateKey: ec } = generateKeyPairSync("ec", { namedCurve: "P-256" })

function text(value: string | Buffer): Uint8Array {
  return Buffer.from(value)
}

describe("generatePrivateKey", () => {
  it.each(["rsa-2048", "rsa-3072", "ec-p256", "ec-p384"] as const)("makes %s", async (algorithm) => {
    expect(keyAlgorithmOf(await generatePrivateKey(algorithm))).toBe(algorithm)
  })
})

describe("readPrivateKey", () => {
  it.each([
    ["PKCS#8 PEM", rsa, text(rsa.export({ type: "pkcs8", format: "pem" }))],
    ["PKCS#8 DER", rsa, text(rsa.export({ type: "pkcs8", format: "der" }))],
    ["PKCS#1 PEM", rsa, text(rsa.export({ type: "pkcs1", format: "pem" }))],
    ["PKCS#1 DER", rsa, text(rsa.export({ type: "pkcs1", format: "der" }))],
    ["SEC 1 PEM", ec, text(ec.export({ type: "sec1", format: "pem" }))],
    ["SEC 1 DER", ec, text(ec.export({ type: "sec1", format: "der" }))],
    ["PEM with CRLF, no last newline", ec, text(writePrivateKey(ec).trimEnd().replaceAll("\n", "\r\n"))],
    ["PEM with text around", ec, text(`hello - there\n${writePrivateKey(ec)}bye`)],
  ])("reads %s", (_, key, bytes) => {
    const read = readPrivateKey(bytes)
    expect(read).toMatchObject({ ok: true, encrypted: false })
    expect(read.ok && publicKeyOf(read.key)).toEqual(publicKeyOf(key))
  })

  const cipher = { cipher: "aes-256-cbc", passphrase: "correct horse" }
  const encrypted: [string, Uint8Array][] = [
    ["PKCS#8 PEM", text(writePrivateKey(ec, passphrase))],
    ["PKCS#8 DER", text(ec.export({ type: "pkcs8", format: "der", ...cipher }))],
    ["the old PEM of OpenSSL", text(rsa.export({ type: "pkcs1", format: "pem", ...cipher }))],
  ]

  it.each(encrypted)("reads encrypted %s with its passphrase", (_, bytes) => {
    expect(readPrivateKey(bytes, passphrase)).toMatchObject({ ok: true, encrypted: true })
  })

  it.each(encrypted)("tells that encrypted %s needs a passphrase, or another one", (_, bytes) => {
    expect(readPrivateKey(bytes)).toEqual({ ok: false, problem: "encrypted" })
    expect(readPrivateKey(bytes, new Secret("wrong"))).toEqual({ ok: false, problem: "wrong-passphrase" })
  })

  const whole = writePrivateKey(ec)
  it.each([
    ["nothing", text(""), "empty"],
    ["a text", text("hello"), "no-key"],
    ["a certificate", text("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"), "no-key"],
    ["other DER", Uint8Array.of(0x30, 3, 2, 1, 1), "no-key"],
    ["a key cut off", text(whole.slice(0, whole.length - 40)), "broken"],
    ["a key with garbled base64", text(whole.replace(/\n[A-Za-z0-9]{8}/, "\nAAAAAAAA")), "broken"],
  ])("refuses %s", (_, bytes, problem) => {
    expect(readPrivateKey(bytes)).toEqual({ ok: false, problem })
  })
})
