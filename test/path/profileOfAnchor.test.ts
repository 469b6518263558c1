import { describe, expect, it } from "vitest"
import { extension } from "../../certs-fixtures/extensionDer.js"
import { parseCertificate } from "../../src/x509/certificate.js"
import { derNull } from "../../src/x509/derWrite.js"
import { extensionOids } from "../../src/x509/oids.js"
import { keyPair, rsa } from "../x509/factory.js"
import { ca, type EdgeSpec, host, keyId, leaf, outcome, verify } from "./graph.js"
import { answers, any, past, profiles, raw, strict, web } from "./profileAnswers.js"

describe("what the profiles ask of a trust anchor", () => {
  const cases: readonly (readonly [string, EdgeSpec, readonly string[]])[] = [
    ["expired", { notAfter: past }, any("expired")],
    [
      "basic constraints that are not critical",
      { extensions: [extension.basicConstraints(true, undefined, false)] },
      strict("basic-constraints-not-critical"),
    ],
    ["no basic constraints", { without: [extensionOids.basicConstraints] }, web("not-a-ca")],
    [
      "no basic constraints and no key usage",
      { without: [extensionOids.basicConstraints, extensionOids.keyUsage] },
      any("not-a-ca"),
    ],
    ["no keyCertSign", { extensions: [extension.keyUsage([6])] }, any("key-usage")],
    ["no key usage", { without: [extensionOids.keyUsage] }, strict("key-usage-missing")],
    ["no subject key identifier", { without: [extensionOids.subjectKeyIdentifier] }, strict("ski-missing")],
    [
      "a critical subject key identifier",
      {
        extensions: [extension.subjectKeyIdentifier(keyId(keyPair("root")), true)],
        without: [extensionOids.authorityKeyIdentifier],
      },
      ["unknown-critical-extension", "unknown-critical-extension", "criticality"],
    ],
    ["no authority key identifier", { without: [extensionOids.authorityKeyIdentifier] }, any("ok")],
    [
      "an authority key identifier of another key",
      { extensions: [extension.authorityKeyIdentifier(Uint8Array.of(1))] },
      any("aki-ski-mismatch"),
    ],
    [
      "an extended key usage",
      { extensions: [extension.extKeyUsage(["1.3.6.1.5.5.7.3.1"])] },
      strict("root-eku"),
    ],
    [
      "an unknown critical extension",
      { extensions: [raw("1.2.3.4", derNull, true)] },
      any("unknown-critical-extension"),
    ],
    ["a serial number of zero", { serial: Uint8Array.of(0) }, any("ok")],
  ]
  it.each(cases)("%s", (_, spec, expected) => {
    expect(answers({ root: spec })).toEqual(expected)
  })

  it("refuses weak keys of roots in `public` and `strict`", () => {
    const key = keyPair("weak root", rsa(1024))
    const weak = ca("weak>weak", { key, signer: key, signerLabel: "x" })
    const end = leaf("weak>leaf", { signer: key })
    expect(
      profiles.map((profile) => outcome(verify(end, [], [weak], { profile })).replace(/^.*< weak$/, "ok")),
    ).toEqual(web("weak-key"))
  })

  it("wants an authority key identifier of a cross-signed one", () => {
    const crossed = ca("old>cross", { without: [extensionOids.authorityKeyIdentifier] })
    expect(
      profiles.map((profile) =>
        outcome(verify(leaf("cross>leaf"), [], [crossed], { profile })).replace(/^.*< cross$/, "ok"),
      ),
    ).toEqual(["issuer-not-found", "ok", "aki-missing"])
  })

  it("lets a leaf vouch for itself in `private` alone, whichever copy is trusted", () => {
    const own = leaf(`${host}>${host}`, { keyLabel: "own", signerLabel: "own" })
    const copy = parseCertificate(own.der)
    for (const anchor of [own, ...(copy.ok ? [copy.value] : [])])
      expect(profiles.map((profile) => outcome(verify(own, [], [anchor], { profile })))).toEqual([
        `${host} < ${host}`,
        "not-a-ca",
        "not-a-ca",
      ])
  })

  it("warns of nothing in a leaf that is trusted itself: Java looks at nothing there", () => {
    const own = leaf(`${host}>${host}`, {
      ...{ keyLabel: "own", signerLabel: "own" },
      extensions: [extension.keyUsage([4])],
    })
    expect(verify(own, [], [own], { profile: "private" })).toMatchObject({ ok: true, warnings: [] })
  })
})
