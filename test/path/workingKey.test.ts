import { generateKeyPairSync } from "node:crypto"
import { describe, expect, it } from "vitest"
import { certificateDer } from "../../certs-fixtures/certificateDer.js"
import { extension } from "../../certs-fixtures/extensionDer.js"
import { parseCertificate } from "../../src/x509/certificate.js"
import { derBits, derOid, derSequence } from "../../src/x509/derWrite.js"
import { keyPair } from "../x509/factory.js"
import { outcome, verify } from "./graph.js"

describe("keys of old standards under `private`", () => {
  it("takes DSA parameters from the issuer", () => {
    const pair = generateKeyPairSync("dsa", { modulusLength: 2048, divisorLength: 256 })
    const whole = new Uint8Array(pair.publicKey.export({ type: "spki", format: "der" }))
    const top = parse(
      certificateDer({
        ...base,
        issuer: "dsa root",
        subject: "dsa root",
        key: pair,
        signer: pair,
        algorithm: dsaSha256,
        extensions: [extension.basicConstraints(true)],
      }),
    )
    // The same parameters, so that a key without them can be made from a second pair of the same domain.
    const bits = top.publicKey.bits
    const bare = derSequence(derSequence(derOid("1.2.840.10040.4.1")), derBits(bits))
    expect(whole.length).toBeGreaterThan(bare.length)
    const middle = parse(
      certificateDer({
        ...base,
        issuer: "dsa root",
        subject: "dsa sub",
        key: pair,
        spki: bare,
        signer: pair,
        algorithm: dsaSha256,
        extensions: [extension.basicConstraints(true)],
      }),
    )
    const end = parse(
      certificateDer({
        ...base,
        issuer: "dsa sub",
        subject: "end",
        key: keyPair("end"),
        signer: pair,
        algorithm: dsaSha256,
      }),
    )
    const run = (certificate: typeof end) =>
      outcome(verify(certificate, [middle], [top], { profile: "private", name: [] }))
    expect(run(end)).toBe("end < dsa sub < dsa root")
    const changed = new Uint8Array(end.der)
    changed[changed.length - 1] = (changed.at(-1) ?? 0) ^ 1
    expect(run(parse(changed))).toBe("bad-signature")
  })
})

const base = { notBefore: new Date("2020-01-01T00:00:00Z"), notAfter: new Date("2040-01-01T00:00:00Z") }
const dsaSha256 = derSequence(derOid("2.16.840.1.101.3.4.3.2"))

function parse(bytes: Uint8Array) {
  const result = parseCertificate(bytes)
  if (!result.ok) throw new Error(result.problem.message)
  return result.value
}
