import { describe, expect, it } from "vitest"
import { certificateDer } from "../../certs-fixtures/certificateDer.js"
import { dns, extension } from "../../certs-fixtures/extensionDer.js"
import { buildPath, verifyChain } from "../../src/path/verify.js"
import { parseCertificate } from "../../src/x509/certificate.js"
import { keyPair } from "../x509/factory.js"
import { at, ca, host, kinds, leaf, outcome, verify } from "./graph.js"

const root = ca("root>root")
const sub = ca("root>sub")
const end = leaf("sub>leaf")
const past = { notBefore: new Date("2020-01-01T00:00:00Z"), notAfter: new Date("2021-01-01T00:00:00Z") }

describe("verifyChain", () => {
  it.each(["private", "public", "strict"] as const)("accepts a good chain under %s", (profile) => {
    expect(outcome(verify(end, [sub], [root], { profile }))).toBe(`${host} < sub < root`)
  })

  it("takes the pool in any order, with the root and strangers in it", () => {
    const pool = [root, ca("other>other"), leaf("other>leaf"), sub, sub, end]
    expect(outcome(verify(end, pool, [root]))).toBe(`${host} < sub < root`)
  })

  it("names what is missing", () => {
    const result = verify(end, [], [root])
    expect(result).toMatchObject({ ok: false, top: { kind: "issuer-not-found", issuer: "CN=sub" } })
    expect(result.ok ? [] : result.closest).toEqual([end])
  })

  it("says that the root is missing when the intermediate is there", () => {
    expect(verify(end, [sub], [])).toMatchObject({
      ok: false,
      top: { kind: "issuer-not-found", certificate: sub },
    })
  })

  it("prefers the path that is in force to a cross-sign that has expired", () => {
    const old = ca("old>old", past)
    const cross = ca("old>root", past)
    expect(outcome(verify(end, [cross, sub], [old, root]))).toBe(`${host} < sub < root`)
  })

  it("goes back when the likelier way is a dead end", () => {
    const young = ca("lost>sub", { notAfter: new Date("2045-01-01T00:00:00Z") })
    const result = verify(end, [young, sub], [root])
    expect(outcome(result)).toBe(`${host} < sub < root`)
    expect(kinds(result)).toEqual(["issuer-not-found"])
  })

  it("finds its way through two CAs of one name by their keys", () => {
    const namesake = ca("root>sub", { keyLabel: "another sub" })
    expect(outcome(verify(end, [namesake, sub], [root]))).toBe(`${host} < sub < root`)
    expect(outcome(verify(end, [namesake], [root]))).toBe("bad-signature")
  })

  it("ends in a circle of cross-signs", () => {
    const pool = [ca("a>b"), ca("b>a"), ca("c>b"), ca("a>c"), ca("b>c"), ca("c>a")]
    expect(outcome(verify(leaf("a>leaf"), pool, []))).toBe("loop")
    expect(outcome(verify(leaf("a>leaf"), [...pool, ca("root>c")], [root]))).toMatch(/< root$/)
  })

  it("stops at the number of intermediates allowed", () => {
    const chain = [ca("root>i1"), ca("i1>i2"), ca("i2>i3")]
    const deep = leaf("i3>leaf")
    expect(outcome(verify(deep, chain, [root], { maxIntermediates: 3 }))).toMatch(/< root$/)
    expect(outcome(verify(deep, chain, [root], { maxIntermediates: 2 }))).toBe("path-too-long")
    expect(outcome(verify(leaf("root>leaf"), [], [root], { maxIntermediates: 0 }))).toBe(`${host} < root`)
  })

  it("gives the most telling rejection first and keeps the others", () => {
    const wrong = leaf("sub>leaf", {
      ...past,
      extensions: [extension.subjectAltName([dns("www.example.edu")])],
    })
    const result = verify(wrong, [sub], [root])
    expect(outcome(result)).toBe("expired")
    expect(kinds(result)).toEqual(["expired", "name-mismatch", "cn-not-in-san"])
    expect(result.ok ? [] : result.closest).toEqual([wrong, sub, root])
  })

  it("refuses a changed certificate", () => {
    const der = new Uint8Array(end.der)
    const place = Buffer.from(der).lastIndexOf("mail.example.edu")
    der[place] = "n".charCodeAt(0)
    const changed = parseCertificate(der)
    expect(
      changed.ok &&
        outcome(verify(changed.value, [sub], [root], { name: "nail.example.edu", profile: "private" })),
    ).toBe("bad-signature")
  })

  it("gives up when the signatures run out", () => {
    const pool = Array.from({ length: 120 }, (_, index) =>
      ca("root>sub", { keyLabel: `k${index % 4}`, serial: Uint8Array.of(1, index) }),
    )
    const result = verify(end, pool, [root], { limits: { signatures: 3 } })
    expect(result.ok).toBe(false)
    expect(kinds(result)).toContain("budget")
    expect(result.counters.signatures).toBe(3)
  })

  it("counts what it does", () => {
    const { counters } = verify(end, [sub], [root])
    expect(counters).toMatchObject({ signatures: 2, buildCalls: 2, nameComparisons: 0 })
  })

  it("drops fractions of a second from the moment; openssl's last second is the one before notAfter", () => {
    const late = new Date(end.notAfter.getTime() - 1)
    expect(
      verifyChain(end, [sub], {
        at: late,
        anchors: [ca("root>root", { notAfter: new Date("2050-01-01") }), root],
        profile: "private",
      }).ok,
    ).toBe(true)
    expect(
      verifyChain(end, [sub], {
        at: end.notAfter,
        anchors: [root],
        profile: "private",
      }).ok,
    ).toBe(false)
  })
})

describe("buildPath", () => {
  it("orders any pile of certificates", () => {
    const result = buildPath(end, [root, ca("x>y"), sub], { at, anchors: [root] })
    expect(outcome(result)).toBe(`${host} < sub < root`)
  })

  it("orders also what the web would refuse", () => {
    const odd = leaf("sub>leaf", { extensions: [extension.subjectAltName([dns("under_score.example.edu")])] })
    expect(buildPath(odd, [sub], { at, anchors: [root] }).ok).toBe(true)
  })

  it("takes an intermediate for the anchor when it is trusted", () => {
    expect(outcome(buildPath(end, [root], { at, anchors: [sub] }))).toBe(`${host} < sub`)
  })
})

describe("what a leaf may sign", () => {
  it("is nothing: a leaf is no issuer", () => {
    const fake = leaf("sub>leaf", { subject: "leaf" })
    expect(outcome(verify(leaf("leaf>forged"), [fake, sub], [root]))).toBe("not-a-ca")
  })

  it("is nothing for a version 1 certificate", () => {
    const der = certificateDer({
      version: 1,
      issuer: "root",
      subject: "v1",
      key: keyPair("v1"),
      signer: keyPair("root"),
    })
    const v1 = parseCertificate(der)
    if (!v1.ok) throw new Error(v1.problem.message)
    expect(outcome(verify(leaf("v1>leaf"), [v1.value], [root], { profile: "private" }))).toBe("not-a-ca")
  })
})

describe("the purpose that is asked for", () => {
  const client = leaf("sub>leaf", { extensions: [extension.extKeyUsage(["1.3.6.1.5.5.7.3.2"])] })

  it.each([
    ["private", undefined, true],
    ["private", "serverAuth", false],
    ["public", undefined, false],
    ["public", null, true],
    ["public", "clientAuth", true],
    ["strict", undefined, false],
  ] as const)("is under %s, given %s, met by a client's certificate: %s", (profile, purpose, met) => {
    const options = purpose === undefined ? { profile } : { profile, purpose }
    expect(outcome(verify(client, [sub], [root], options))).toBe(
      met ? `${host} < sub < root` : "extended-key-usage",
    )
  })
})
