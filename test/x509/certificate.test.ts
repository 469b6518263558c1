import "reflect-metadata"
import { execFileSync } from "node:child_process"
import { X509Certificate } from "node:crypto"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import tls from "node:tls"
import * as peculiar from "@peculiar/x509"
import forge from "node-forge"
import { describe, expect, it } from "vitest"
import { type CertificateSpec, certificateDer, nameDer, spkiOf } from "../../certs-fixtures/certificateDer.js"
import { directory, dns, email, extension, ip, uri } from "../../certs-fixtures/extensionDer.js"
import { type Certificate, inspectCertificate, parseCertificate } from "../../src/x509/certificate.js"
import { hex } from "../../src/x509/derValues.js"
import { der, derBits, derInteger, derOctets, derOid, derSequence, derText } from "../../src/x509/derWrite.js"
import { generalNameText } from "../../src/x509/generalName.js"
import { nameText } from "../../src/x509/name.js"
import { readPem, writePem } from "../../src/x509/pem.js"
import { publicKeyText } from "../../src/x509/publicKey.js"
import { verifySignature } from "../../src/x509/signature.js"
import { keyPair, rsa } from "./factory.js"

function read(bytes: Uint8Array): Certificate {
  const result = parseCertificate(bytes)
  if (!result.ok) throw new Error(result.problem.message)
  return result.value
}

const written = derSequence(derOid("1.2.3"), der(0x01, Uint8Array.of(0)), derOctets(Uint8Array.of(5, 0)))
const leafKey = keyPair("leaf")
const base: CertificateSpec = {
  issuer: [
    ["C", "DE"],
    ["O", "Example University"],
    ["CN", "Example CA"],
  ],
  subject: [
    ["C", "DE"],
    ["CN", "mail.example.edu"],
  ],
  key: leafKey,
  signer: keyPair("ca"),
  extensions: [
    extension.subjectAltName([
      dns("mail.example.edu"),
      dns("*.web.example.edu"),
      ip(192, 0, 2, 1),
      ip(0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1),
      email("postmaster@example.edu"),
      uri("https://www.example.edu/"),
      directory("elsewhere"),
    ]),
    extension.basicConstraints(false),
    extension.keyUsage([0, 2]),
    extension.extKeyUsage(["1.3.6.1.5.5.7.3.1"]),
    extension.subjectKeyIdentifier(Uint8Array.from([1, 2, 3])),
    extension.authorityKeyIdentifier(Uint8Array.from([4, 5, 6])),
  ],
}

describe("parseCertificate", () => {
  it("agrees with Node about every certificate of Node's root store", () => {
    expect(tls.rootCertificates.length).toBeGreaterThan(100)
    for (const pem of tls.rootCertificates) {
      const block = readPem(Buffer.from(pem)).blocks[0]
      const ours = read(block?.der ?? new Uint8Array())
      const theirs = new X509Certificate(pem)
      expect(ours.fingerprint).toBe(theirs.fingerprint256.replaceAll(":", "").toLowerCase())
      expect(ours.notBefore).toEqual(new Date(theirs.validFrom))
      expect(ours.notAfter).toEqual(new Date(theirs.validTo))
      expect(BigInt(`0x${ours.serial}`)).toBe(BigInt(`0x${theirs.serialNumber}`))
      expect(ours.isCa || ours.version < 3).toBe(theirs.ca || ours.version < 3)
      expect(Buffer.from(ours.publicKey.der)).toEqual(
        theirs.publicKey.export({ type: "spki", format: "der" }),
      )
      const own = verifySignature(ours.signatureAlgorithm, ours.publicKey, ours.tbs, ours.signature)
      expect(own.kind === "valid" || own.kind === "unsupported").toBe(true)
    }
  })

  it("agrees with @peculiar/x509 and Node about a leaf", () => {
    const bytes = certificateDer(base)
    const ours = read(bytes)
    const theirs = new peculiar.X509Certificate(bytes as Uint8Array<ArrayBuffer>)
    expect(nameText(ours.subject)).toBe("CN=mail.example.edu, C=DE")
    expect(theirs.subject).toBe("C=DE, CN=mail.example.edu")
    expect(ours.serial).toBe(theirs.serialNumber)
    expect(ours.notBefore).toEqual(theirs.notBefore)
    expect(ours.notAfter).toEqual(theirs.notAfter)
    expect(ours.extensions.list.map(({ oid, critical }) => [oid, critical])).toEqual(
      theirs.extensions.map(({ type, critical }) => [type, critical]),
    )
    const names = ours.extensions.subjectAltName
    expect(names?.ok && names.value.map(generalNameText)).toEqual([
      "DNS:mail.example.edu",
      "DNS:*.web.example.edu",
      "IP:192.0.2.1",
      "IP:2001:db8::1",
      "email:postmaster@example.edu",
      "URI:https://www.example.edu/",
      "DirName:CN=elsewhere",
    ])
    expect(ours.extensions.keyUsage).toEqual({
      ok: true,
      value: new Set(["digitalSignature", "keyEncipherment"]),
    })
    expect(publicKeyText(ours.publicKey)).toBe("EC P-256")
    expect(ours.extensions.nameConstraints).toBeUndefined()
  })

  it("agrees with node-forge about an RSA certificate", () => {
    const key = keyPair("rsa", rsa(2048))
    const bytes = certificateDer({ ...base, key, signer: key })
    const ours = read(bytes)
    const theirs = forge.pki.certificateFromAsn1(
      forge.asn1.fromDer(forge.util.createBuffer(Buffer.from(bytes).toString("binary"))),
    )
    expect(ours.serial).toBe(theirs.serialNumber)
    expect(ours.notAfter).toEqual(theirs.validity.notAfter)
    const theirKey = theirs.publicKey as forge.pki.rsa.PublicKey
    expect(ours.publicKey).toMatchObject({
      kind: "rsa",
      modulusBits: theirKey.n.bitLength(),
      exponent: 65537n,
    })
    expect(ours.publicKey.kind === "rsa" && hex(ours.publicKey.modulus)).toBe(theirKey.n.toString(16))
    expect(verifySignature(ours.signatureAlgorithm, ours.publicKey, ours.tbs, ours.signature).kind).toBe(
      "valid",
    )
  })

  it("agrees with openssl", () => {
    const folder = mkdtempSync(join(tmpdir(), "certfleet-x509-"))
    try {
      const file = join(folder, "leaf.pem")
      const ours = read(certificateDer(base))
      writeFileSync(file, writePem("CERTIFICATE", ours.der))
      const args = [
        "x509",
        "-in",
        file,
        "-noout",
        "-serial",
        "-subject",
        "-nameopt",
        "RFC2253",
        "-ext",
        "subjectAltName",
      ]
      const text = execFileSync("openssl", args, { encoding: "utf8" })
      expect(text.toLowerCase()).toContain(`serial=${ours.serial}`)
      expect(text).toContain("subject=CN=mail.example.edu,C=DE")
      expect(text).toContain("DNS:mail.example.edu, DNS:*.web.example.edu, IP Address:192.0.2.1")
    } finally {
      rmSync(folder, { recursive: true })
    }
  })

  it("copies nothing: its parts are views into the input", () => {
    const bytes = certificateDer(base)
    const certificate = read(bytes)
    for (const part of [
      certificate.tbs,
      certificate.publicKey.der,
      certificate.subject.der,
      certificate.signature,
    ])
      expect(part.buffer).toBe(bytes.buffer)
  })

  it("reads the same from the middle of a larger buffer", () => {
    const bytes = certificateDer(base)
    const larger = Buffer.concat([Buffer.alloc(7, 0xff), bytes, Buffer.alloc(5, 0xff)])
    expect(read(larger.subarray(7, 7 + bytes.length)).fingerprint).toBe(read(bytes).fingerprint)
  })

  const sha384 = derSequence(derOid("1.2.840.10045.4.3.3"))
  const broken: readonly (readonly [string, string, Partial<CertificateSpec>])[] = [
    ["a version that does not exist", "version", { version: 4 as 3 }],
    ["extensions in a v1 certificate", "version", { version: 1 }],
    ["extensions in a v2 certificate", "version", { version: 2 }],
    ["two signature algorithms", "algorithm", { innerAlgorithm: sha384 }],
    ["a serial number with padding", "encoding", { serial: Uint8Array.from([0, 1]) }],
    ["an empty serial number", "encoding", { serial: new Uint8Array() }],
    ["an empty list of extensions", "structure", { extensions: [] }],
    [
      "the same extension twice",
      "duplicate",
      { extensions: [extension.keyUsage([0]), extension.keyUsage([1])] },
    ],
    ["something after the extensions", "structure", { tail: [der(0x05)] }],
    [
      "a time without seconds",
      "time",
      { validity: derSequence(derText(0x17, "2401010000Z"), derText(0x17, "250101000000Z")) },
    ],
    ["no notAfter", "structure", { validity: derSequence(derText(0x17, "240101000000Z")) }],
    [
      "an RSA key that is not one",
      "structure",
      {
        spki: derSequence(
          derSequence(derOid("1.2.840.113549.1.1.1"), der(0x05)),
          derBits(Uint8Array.of(5, 0)),
        ),
      },
    ],
  ]
  it.each(broken)("refuses %s", (_, kind, change) => {
    expect(parseCertificate(certificateDer({ ...base, ...change }))).toMatchObject({
      ok: false,
      problem: { kind },
    })
  })

  const lapses: readonly (readonly [string, string, Partial<CertificateSpec>])[] = [
    [
      "a unique identifier in a v1 certificate",
      "version",
      { version: 1, extensions: undefined as never, middle: [der(0x81, Uint8Array.of(0, 1))] },
    ],
    ["a character that the string type does not have", "string", { subject: [["CN", "a_b", 0x13]] }],
    [
      "a criticality of false written out",
      "encoding",
      { extensions: undefined as never, middle: [der(0xa3, derSequence(written))] },
    ],
  ]
  it.each(lapses)("reads over %s and keeps it as a lapse of the issuer", (_, kind, change) => {
    expect(read(certificateDer({ ...base, ...change })).problems).toMatchObject([{ kind, lapse: true }])
  })

  it("refuses trailing bytes, truncation and nothing", () => {
    const bytes = certificateDer(base)
    expect(parseCertificate(Buffer.concat([bytes, Buffer.of(0)]))).toMatchObject({
      problem: { kind: "encoding", offset: bytes.length },
    })
    expect(parseCertificate(bytes.subarray(0, -1))).toMatchObject({ problem: { kind: "encoding" } })
    expect(parseCertificate(new Uint8Array())).toMatchObject({ problem: { kind: "empty" } })
  })

  it("refuses every truncation without throwing", () => {
    const bytes = certificateDer(base)
    for (let size = 0; size < bytes.length; size++)
      expect(parseCertificate(bytes.subarray(0, size)).ok).toBe(false)
  })

  it("accepts unique identifiers in version 2 and 3", () => {
    const middle = [der(0x81, Uint8Array.of(0, 1))]
    expect(parseCertificate(certificateDer({ ...base, middle })).ok).toBe(true)
  })

  it("recognises explicit curves", () => {
    const explicit = derSequence(
      derSequence(derOid("1.2.840.10045.2.1"), derSequence(derInteger(1))),
      derBits(Uint8Array.of(4)),
    )
    expect(read(certificateDer({ ...base, spki: explicit })).publicKey).toMatchObject({
      kind: "ec",
      explicitCurve: true,
      curve: undefined,
    })
  })
})

describe("inspectCertificate", () => {
  it("reads on past violations and lists them", () => {
    const result = inspectCertificate(certificateDer({ ...base, version: 1, subject: [["CN", "a_b", 0x13]] }))
    expect(result.ok && result.value.problems.map(({ kind }) => kind)).toEqual(["string", "version"])
    expect(result.ok && nameText(result.value.subject)).toBe("CN=a_b")
  })
})

describe("extensions", () => {
  const one = (oid: string, value: Uint8Array) =>
    read(certificateDer({ ...base, extensions: [{ oid, value }] })).extensions

  it.each([
    ["basicConstraints", "2.5.29.19", "30 00 00", "structure"],
    ["basicConstraints", "2.5.29.19", "30 06 01 01 ff 02 01 ff", "value"],
    ["extKeyUsage", "2.5.29.37", "30 00", "structure"],
    ["subjectAltName", "2.5.29.17", "30 00", "structure"],
    ["subjectAltName", "2.5.29.17", "30 03 82 01 e9", "string"],
    ["subjectAltName", "2.5.29.17", "30 03 8a 01 61", "structure"],
    ["certificatePolicies", "2.5.29.32", "30 00", "structure"],
    ["certificatePolicies", "2.5.29.32", "30 0c 30 04 06 02 2a 03 30 04 06 02 2a 03", "duplicate"],
    ["policyConstraints", "2.5.29.36", "30 00", "structure"],
    ["policyMappings", "2.5.29.33", "30 00", "structure"],
    ["inhibitAnyPolicy", "2.5.29.54", "02 01 ff", "value"],
    ["authorityInfoAccess", "1.3.6.1.5.5.7.1.1", "30 00", "structure"],
    ["crlDistributionPoints", "2.5.29.31", "30 02 30 00", "structure"],
    ["sctList", "1.3.6.1.4.1.11129.2.4.2", "04 02 00 01", "structure"],
  ] as const)("%s %s %s is a problem of kind %s", (name, oid, value, kind) => {
    const extensions = one(oid, new Uint8Array(Buffer.from(value.replaceAll(" ", ""), "hex")))
    expect(extensions.read(name)).toMatchObject({ ok: false, problem: { kind } })
    expect(extensions.firstProblem()?.extension.oid).toBe(oid)
  })

  it.each([
    ["basicConstraints", "2.5.29.19", "30 03 01 01 00", "encoding"],
    ["keyUsage", "2.5.29.15", "03 02 04 a0", "encoding"],
    ["keyUsage", "2.5.29.15", "03 03 04 80 10", "value"],
    ["nameConstraints", "2.5.29.30", "30 00", "structure"],
    ["nameConstraints", "2.5.29.30", "30 02 a0 00", "structure"],
    ["authorityKeyIdentifier", "2.5.29.35", "30 03 82 01 01", "structure"],
  ] as const)("%s %s %s is read, with a lapse of kind %s", (name, oid, value, kind) => {
    const extensions = one(oid, new Uint8Array(Buffer.from(value.replaceAll(" ", ""), "hex")))
    expect(extensions.read(name)).toMatchObject({ ok: true })
    expect(extensions.firstProblem()).toBeUndefined()
    expect(extensions.inspect(name)?.strict).toMatchObject({ ok: false, problem: { kind, lapse: true } })
    expect(extensions.firstProblem(undefined, "strict")?.extension.oid).toBe(oid)
  })

  it("reads SCTs", () => {
    const sct = Buffer.alloc(47)
    sct.writeBigUInt64BE(1_700_000_000_000n, 33)
    const list = Buffer.concat([Buffer.of(0, 49, 0, 47), sct])
    const { sctList } = one("1.3.6.1.4.1.11129.2.4.2", derOctets(list))
    expect(sctList).toEqual({
      ok: true,
      value: [{ version: 0, logId: "00".repeat(32), timestamp: new Date(1_700_000_000_000) }],
    })
  })

  it("counts problems from the start of the certificate", () => {
    const bytes = certificateDer({ ...base, extensions: [{ oid: "2.5.29.37", value: derSequence() }] })
    const usage = read(bytes).extensions.extKeyUsage
    const offset = usage?.ok === false ? (usage.problem.offset ?? 0) : 0
    expect(bytes[offset - 2]).toBe(0x30)
  })

  it("knows distinguished names in alternative names byte by byte", () => {
    const names = read(certificateDer(base)).extensions.subjectAltName
    const last = names?.ok ? names.value.at(-1) : undefined
    expect(last?.kind === "directory" && Buffer.from(last.name.der)).toEqual(
      Buffer.from(nameDer("elsewhere")),
    )
    expect(Buffer.from(read(certificateDer(base)).publicKey.der)).toEqual(
      Buffer.from(spkiOf(leafKey.publicKey)),
    )
  })
})
