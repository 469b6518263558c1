import { describe, expect, it } from "vitest"
import { dns, extension } from "../../certs-fixtures/extensionDer.js"
import { rejectionText } from "../../src/path/rejection.js"
import { der, derInteger, derNull, derSequence } from "../../src/x509/derWrite.js"
import { extensionOids } from "../../src/x509/oids.js"
import { keyPair, rsa } from "../x509/factory.js"
import { ca, type EdgeSpec, keyId, leaf, outcome, verify } from "./graph.js"
import { answers, any, past, profiles, raw, root, strict, sub, web } from "./profileAnswers.js"

describe("what the profiles ask of an intermediate", () => {
  const constraints = (values: readonly Uint8Array[], critical: boolean) =>
    raw(extensionOids.policyConstraints, derSequence(...values), critical)
  const cases: readonly (readonly [string, EdgeSpec, readonly string[]])[] = [
    ["expired", { notAfter: past }, any("expired")],
    ["no basic constraints", { without: [extensionOids.basicConstraints] }, any("not-a-ca")],
    ["not a CA", { extensions: [extension.basicConstraints(false)] }, any("not-a-ca")],
    [
      "basic constraints that are not critical",
      { extensions: [extension.basicConstraints(true, undefined, false)] },
      strict("basic-constraints-not-critical"),
    ],
    ["no keyCertSign", { extensions: [extension.keyUsage([6])] }, any("key-usage")],
    ["no key usage", { without: [extensionOids.keyUsage] }, strict("key-usage-missing")],
    ["key usage that is not critical", { extensions: [extension.keyUsage([5], false)] }, any("ok")],
    [
      "another key purpose",
      { extensions: [extension.extKeyUsage(["1.3.6.1.5.5.7.3.4"])] },
      any("extended-key-usage"),
    ],
    [
      "any key purpose",
      { extensions: [extension.extKeyUsage(["2.5.29.37.0"])] },
      ["extended-key-usage", "ok", "ok"],
    ],
    ["no subject key identifier", { without: [extensionOids.subjectKeyIdentifier] }, strict("ski-missing")],
    [
      "a critical subject key identifier",
      { extensions: [extension.subjectKeyIdentifier(keyId(keyPair("sub")), true)] },
      ["unknown-critical-extension", "unknown-critical-extension", "criticality"],
    ],
    [
      "no authority key identifier",
      { without: [extensionOids.authorityKeyIdentifier] },
      strict("aki-missing"),
    ],
    [
      "policy constraints that are not critical",
      { extensions: [constraints([der(0x81, Uint8Array.of(0))], false)] },
      strict("criticality"),
    ],
    ["policy constraints", { extensions: [constraints([der(0x81, Uint8Array.of(0))], true)] }, any("ok")],
    [
      "policy constraints that ask for a policy",
      { extensions: [constraints([der(0x80, Uint8Array.of(0))], true)] },
      web("policy"),
    ],
    [
      "inhibitAnyPolicy that is not critical",
      { extensions: [raw(extensionOids.inhibitAnyPolicy, derInteger(0))] },
      strict("criticality"),
    ],
    [
      "name constraints that are not critical",
      { extensions: [extension.nameConstraints([dns("example.edu")], [], false)] },
      any("ok"),
    ],
    [
      "an unknown critical extension",
      { extensions: [raw("1.2.3.4", derNull, true)] },
      any("unknown-critical-extension"),
    ],
    [
      "RSA 1024",
      { key: keyPair("rsa 1024", rsa(1024)) },
      ["bad-signature", "bad-signature", "bad-signature"],
    ],
    ["no name", { subject: [] }, any("issuer-not-found")],
    ["a serial number of zero", { serial: Uint8Array.of(0) }, strict("serial-zero")],
    ["path length 0", { extensions: [extension.basicConstraints(true, 0)] }, any("ok")],
  ]
  it.each(cases)("%s", (_, spec, expected) => {
    expect(answers({ sub: spec })).toEqual(expected)
  })

  it("limits the path", () => {
    const short = ca("root>sub", { extensions: [extension.basicConstraints(true, 0)] })
    const deep = (issuer: Parameters<typeof ca>[0], spec: EdgeSpec = {}) =>
      profiles.map((profile) =>
        outcome(verify(leaf("below>leaf"), [short, ca(issuer, spec)], [root], { profile })),
      )
    expect(deep("sub>below")).toEqual(any("path-length"))
  })

  it("says whose limit was broken, and by how many", () => {
    const one = ca("root>a", { extensions: [extension.basicConstraints(true, 1)] })
    const chain = [one, ca("a>b"), ca("b>c", { extensions: [extension.basicConstraints(true, 0)] })]
    for (const profile of profiles) {
      const result = verify(leaf("c>leaf"), chain, [root], { profile })
      expect(result.ok ? "" : rejectionText(result.top)).toBe(
        "a: it allows one CA below itself, and 2 follow",
      )
      expect(result.rejections.map(({ kind }) => kind)).toEqual(["path-length"])
    }
  })

  it("does not count self-issued ones", () => {
    const short = ca("root>sub", { extensions: [extension.basicConstraints(true, 0)] })
    const rollover = ca("sub>sub", { keyLabel: "new sub", extensions: [extension.basicConstraints(true, 0)] })
    const end = leaf("sub>leaf", { signerLabel: "new sub" })
    expect(outcome(verify(end, [short, rollover], [root]))).toMatch(/< sub < sub < root$/)
    expect(outcome(verify(end, [short, rollover], [root], { maxIntermediates: 1 }))).toMatch(/< root$/)
  })

  it("limits the path from the trust anchor on", () => {
    const none = ca("root>root", { extensions: [extension.basicConstraints(true, 0)] })
    expect(outcome(verify(leaf("sub>leaf"), [sub], [none]))).toBe("path-length")
    expect(outcome(verify(leaf("root>leaf"), [], [none]))).toMatch(/< root$/)
  })
})
