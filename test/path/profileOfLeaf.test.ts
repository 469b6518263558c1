import { generateKeyPairSync } from "node:crypto"
import { describe, expect, it } from "vitest"
import type { ExtensionSpec, NameSpec } from "../../certs-fixtures/certificateDer.js"
import { dns, email, extension, ip } from "../../certs-fixtures/extensionDer.js"
import { modulus, rsaKey } from "../../certs-fixtures/rules/publicKeys.js"
import { der, derInteger, derOctets, derOid, derSequence, derText } from "../../src/x509/derWrite.js"
import { extensionOids } from "../../src/x509/oids.js"
import { keyPair, rsa, spelledCurve } from "../x509/factory.js"
import { type EdgeSpec, host } from "./graph.js"
import { answers, any, past, raw, strict, web } from "./profileAnswers.js"

const san = (...names: readonly Uint8Array[]): EdgeSpec => ({
  extensions: [extension.subjectAltName([dns(host), ...names])],
})
const named = (...spec: NameSpec): EdgeSpec => ({ subject: spec })
const qualified = (qualifier: string, critical: boolean): ExtensionSpec =>
  raw(
    extensionOids.certificatePolicies,
    derSequence(
      derSequence(derOid("1.2.3"), derSequence(derSequence(derOid(qualifier), derText(0x16, "x")))),
    ),
    critical,
  )
const access = derSequence(derSequence(derOid("1.3.6.1.5.5.7.48.2"), Uint8Array.from([0x86, 2, 0x61, 0x3a])))

describe("what the profiles ask of a leaf", () => {
  const cases: readonly (readonly [string, EdgeSpec, readonly string[]])[] = [
    ["nothing wrong", {}, any("ok")],
    ["expired", { notAfter: past }, any("expired")],
    ["not yet valid", { notBefore: new Date("2030-01-01T00:00:00Z") }, any("not-yet-valid")],
    [
      "an unknown critical extension",
      { extensions: [raw("1.2.3.4", derOctets(new Uint8Array()), true)] },
      any("unknown-critical-extension"),
    ],
    ["an unknown extension", { extensions: [raw("1.2.3.4", derOctets(new Uint8Array()))] }, any("ok")],
    [
      "a poisoned precertificate",
      { extensions: [raw(extensionOids.ctPoison, der(0x05), true)] },
      any("unknown-critical-extension"),
    ],
    [
      "an extension that cannot be read",
      { extensions: [raw(extensionOids.subjectAltName, derSequence())] },
      any("name-mismatch"),
    ],
    [
      "an extension that cannot be read, and that openssl does not look at",
      { extensions: [raw(extensionOids.authorityInfoAccess, derSequence())] },
      web("malformed-extension"),
    ],
    [
      "another key purpose",
      { extensions: [extension.extKeyUsage(["1.3.6.1.5.5.7.3.4"])] },
      any("extended-key-usage"),
    ],
    [
      "any key purpose",
      { extensions: [extension.extKeyUsage(["2.5.29.37.0"])] },
      ["extended-key-usage", "eku-any", "eku-any"],
    ],
    [
      "a critical key purpose",
      { extensions: [extension.extKeyUsage(["1.3.6.1.5.5.7.3.1"], true)] },
      web("eku-critical"),
    ],
    ["no key purpose", { without: [extensionOids.extKeyUsage] }, ["ok", "eku-missing", "ok"]],
    ["no issuer name", { issuer: [] }, ["issuer-not-found", "empty-issuer", "empty-issuer"]],
    ["no subject", { subject: [] }, web("san-not-critical")],
    [
      "no subject but critical names",
      { subject: [], extensions: [extension.subjectAltName([dns(host)], true)] },
      any("ok"),
    ],
    [
      "critical names beside a subject",
      { extensions: [extension.subjectAltName([dns(host)], true)] },
      web("san-critical"),
    ],
    [
      "name constraints",
      { extensions: [extension.nameConstraints([dns(host)], [])] },
      web("name-constraints-on-leaf"),
    ],
    ["no alternative names", { without: [extensionOids.subjectAltName] }, any("name-mismatch")],
    ["an underscore in another name", san(dns("a_b.example.edu")), web("san-syntax")],
    ["an address written as a host name", san(dns("192.0.2.1")), web("san-syntax")],
    ["a trailing dot in another name", san(dns("www.example.edu.")), web("san-syntax")],
    ["an empty label", san(dns("www..example.edu")), web("san-syntax")],
    ["a wildcard inside of a label", san(dns("w*.example.edu")), web("san-syntax")],
    ["a wildcard that is not left-most", san(dns("www.*.example.edu")), web("san-syntax")],
    ["a bare wildcard", san(dns("*")), web("san-syntax")],
    ["a network for an address", san(ip(192, 0, 2, 0, 255, 255, 255, 0)), web("san-syntax")],
    ["a mail address that is none", san(email("a@b@c")), web("san-syntax")],
    ["a CN that is none of the names", named(["CN", "other.example.edu"]), web("cn-not-in-san")],
    ["a CN in another case", named(["CN", "Mail.example.edu"]), web("cn-not-in-san")],
    ["a CN that is an address", named(["CN", "192.0.2.1"]), web("cn-not-in-san")],
    ["a CN of another script", named(["CN", "m\u00e4il.example.edu"]), web("cn-not-in-san")],
    ["a CN that is the domain above", named(["CN", "example.edu"]), any("ok")],
    ["two CNs", named(["CN", host], ["CN", host]), ["ok", "cn-repeated", "cn-repeated"]],
    ["a subject without CN", named(["O", "Example University"]), any("ok")],
    ["no authority key identifier", { without: [extensionOids.authorityKeyIdentifier] }, web("aki-missing")],
    [
      "a critical authority key identifier",
      { extensions: [extension.authorityKeyIdentifier(Uint8Array.of(1), true)] },
      ["unknown-critical-extension", "unknown-critical-extension", "criticality"],
    ],
    [
      "an authority key identifier without key",
      { extensions: [raw(extensionOids.authorityKeyIdentifier, derSequence())] },
      web("aki-without-key"),
    ],
    [
      "an authority key identifier with issuer and serial",
      {
        extensions: [
          raw(
            extensionOids.authorityKeyIdentifier,
            derSequence(der(0x80, Uint8Array.of(1)), der(0xa1, dns("x")), der(0x82, Uint8Array.of(1))),
          ),
        ],
      },
      ["aki-mismatch", "aki-issuer", "aki-issuer"],
    ],
    [
      "an authority key identifier of another key",
      { extensions: [extension.authorityKeyIdentifier(Uint8Array.of(1))] },
      ["aki-mismatch", "aki-mismatch", "ok"],
    ],
    [
      "critical authority information",
      { extensions: [raw(extensionOids.authorityInfoAccess, access, true)] },
      ["unknown-critical-extension", "unknown-critical-extension", "criticality"],
    ],
    ["authority information", { extensions: [raw(extensionOids.authorityInfoAccess, access)] }, any("ok")],
    ["a negative serial number", { serial: Uint8Array.of(0x80) }, web("serial-negative")],
    ["a serial number of zero", { serial: Uint8Array.of(0) }, web("serial-zero")],
    ["a serial number of 20 octets", { serial: new Uint8Array(20).fill(0x7f) }, any("ok")],
    ["a serial number of 21 octets", { serial: new Uint8Array(21).fill(0x7f) }, web("serial-long")],
    [
      "a date before 2050 as GeneralizedTime",
      { validity: derSequence(derText(0x18, "20200101000000Z"), derText(0x17, "400101000000Z")) },
      web("time-form"),
    ],
    ["a date after 2049", { notAfter: new Date("2055-01-01T00:00:00Z") }, any("ok")],
    ["keyCertSign without being a CA", { extensions: [extension.keyUsage([0, 5])] }, web("leaf-key-usage")],
    ["cRLSign without being a CA", { extensions: [extension.keyUsage([0, 6])] }, web("leaf-key-usage")],
    [
      "being a CA in one extension only",
      { extensions: [extension.basicConstraints(true)] },
      ["ok", "leaf-is-ca", "ca-without-key-cert-sign"],
    ],
    [
      "being a CA throughout",
      { extensions: [extension.basicConstraints(true), extension.keyUsage([5])] },
      ["key-usage", "leaf-is-ca", "ok"],
    ],
    ["a curve that is spelt out", { key: keyPair("spelled", spelledCurve) }, any("weak-key")],
    [
      "key usage without any bit",
      { extensions: [raw(extensionOids.keyUsage, der(0x03, Uint8Array.of(0)), true)] },
      ["key-usage", "key-usage-empty", "ok"],
    ],
    ["RSA 512", { key: keyPair("rsa 512", rsa(512)) }, any("weak-key")],
    ["a policy qualifier that nobody knows", { extensions: [qualified("1.2.3.4", true)] }, any("policy")],
    ["one that is not critical", { extensions: [qualified("1.2.3.4", false)] }, any("ok")],
    ["a policy qualifier that all know", { extensions: [qualified("1.3.6.1.5.5.7.2.1", true)] }, any("ok")],
    [
      "a default value written out",
      { extensions: [raw(extensionOids.basicConstraints, Uint8Array.of(0x30, 3, 1, 1, 0), true)] },
      strict("malformed-extension"),
    ],
    [
      "key usage with trailing zero bits",
      { extensions: [raw(extensionOids.keyUsage, Uint8Array.of(3, 2, 4, 0x80), true)] },
      strict("malformed-extension"),
    ],
    [
      "a character that PrintableString does not have",
      {
        subject: [
          ["CN", host],
          ["O", "A & B", 0x13],
        ],
      },
      ["ok", "printable-string-alphabet", "malformed"],
    ],
    [
      "a path length without being a CA",
      { extensions: [raw(extensionOids.basicConstraints, derSequence(derInteger(0)), true)] },
      web("path-length-without-ca"),
    ],
    ["RSA 1024", { key: keyPair("rsa 1024", rsa(1024)) }, web("weak-key")],
    // No key has to exist: 2,040 bits are the most below 2,048 that fill whole octets.
    ["RSA 2047", { spki: rsaKey(modulus(2047)) }, web("weak-key")],
    ["RSA 2040", { spki: rsaKey(modulus(2040)) }, web("weak-key")],
    ["RSA 2048", { key: keyPair("rsa 2048", rsa(2048)) }, any("ok")],
    [
      "P-224",
      { key: keyPair("p224", () => generateKeyPairSync("ec", { namedCurve: "P-224" })) },
      web("weak-key"),
    ],
    ["P-384", { key: keyPair("p384", () => generateKeyPairSync("ec", { namedCurve: "P-384" })) }, any("ok")],
    ["Ed25519", { key: keyPair("ed25519", () => generateKeyPairSync("ed25519")) }, web("weak-key")],
    ["SHA-1", { algorithm: derSequence(derOid("1.2.840.10045.4.1")), hash: "sha1" }, web("weak-signature")],
  ]
  it.each(cases)("%s", (_, spec, expected) => {
    expect(answers({ leaf: spec })).toEqual(expected)
  })

  it("is the same for wildcards under a public suffix, unless another name matches", () => {
    const wildcard = {
      subject: "*.s3.amazonaws.com",
      extensions: [extension.subjectAltName([dns("*.s3.amazonaws.com"), dns("s3.amazonaws.com")])],
    }
    expect(answers({ leaf: wildcard, options: { name: "a.s3.amazonaws.com" } })).toEqual(
      web("wildcard-on-public-suffix"),
    )
    expect(answers({ leaf: wildcard, options: { name: "s3.amazonaws.com" } })).toEqual(any("ok"))
    const tld = { subject: "*.edu", extensions: [extension.subjectAltName([dns("*.edu")])] }
    expect(answers({ leaf: tld, options: { name: "example.edu" } })).toEqual(any("wildcard-on-public-suffix"))
  })

  it("leaves server rules out for other purposes", () => {
    const client = { subject: "A Person", extensions: [extension.extKeyUsage(["1.3.6.1.5.5.7.3.2"])] }
    expect(answers({ leaf: client, options: { purpose: "clientAuth" } })).toEqual(any("ok"))
    expect(answers({ leaf: client, options: { purpose: "serverAuth" } })).toEqual(any("extended-key-usage"))
  })

  it("holds the key usage that the caller needs", () => {
    expect(answers({ options: { keyUsage: ["digitalSignature"] } })).toEqual(any("ok"))
    expect(answers({ options: { keyUsage: ["keyAgreement"] } })).toEqual(any("key-usage"))
  })

  it("refuses a common name beside addresses only where it is another address", () => {
    const address = (commonName: string): EdgeSpec => ({
      subject: commonName,
      extensions: [extension.subjectAltName([ip(192, 0, 2, 1)])],
    })
    const options = { name: "192.0.2.1" }
    expect(answers({ leaf: address("192.0.2.1"), options })).toEqual(any("ok"))
    expect(answers({ leaf: address("192.000.002.001"), options })).toEqual(web("cn-not-in-san"))
    expect(answers({ leaf: address("0xC0000201"), options })).toEqual(web("cn-not-in-san"))
    expect(answers({ leaf: address("example.edu"), options })).toEqual(any("ok"))
  })

  it("refuses under `private` what OpenSSL takes for self-signed: called as its CA, and naming no key", () => {
    const { authorityKeyIdentifier } = extensionOids
    const named: EdgeSpec = { subject: "sub" }
    expect(answers({ leaf: { ...named, without: [authorityKeyIdentifier] } })[0]).toBe("seems-self-signed")
    expect(answers({ leaf: named })[0]).toBe("ok")
    // Of another kind than the key that signed it.
    const otherKind = { ...named, key: keyPair("rsa named", rsa(2048)), without: [authorityKeyIdentifier] }
    expect(answers({ leaf: otherKind })[0]).toBe("ok")
  })
})
