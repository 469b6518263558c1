import { execFileSync } from "node:child_process"
import { createHash } from "node:crypto"
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import {
  algorithmOf,
  extensionsDer,
  type KeyPair,
  nameDer,
  signed,
} from "../../certs-fixtures/certificateDer.js"
import { extension } from "../../certs-fixtures/extensionDer.js"
import { rejectionText } from "../../src/path/rejection.js"
import { type Crl, parseCrl } from "../../src/x509/crl.js"
import {
  der,
  derBits,
  derInteger,
  derNull,
  derOctets,
  derOid,
  derSequence,
  derText,
} from "../../src/x509/derWrite.js"
import { type OcspResponse, parseOcspResponse } from "../../src/x509/ocsp.js"
import { extensionOids } from "../../src/x509/oids.js"
import { writePem } from "../../src/x509/pem.js"
import { type CrlEntrySpec, crlDer, keyPair } from "../x509/factory.js"
import { at, ca, leaf, outcome, verify } from "./graph.js"

const root = ca("root>root")
const sub = ca("root>sub")
const end = leaf("sub>leaf", { serial: Uint8Array.of(0x42) })

const sha1 = (bytes: Uint8Array): Uint8Array => new Uint8Array(createHash("sha1").update(bytes).digest())
const hashed = derSequence(derOid("1.3.14.3.2.26"), derNull)
const time = (text: string): Uint8Array => derText(0x18, text)
const good = der(0x80)
const revoked = der(0xa1, time("20260301000000Z"), der(0xa0, der(0x0a, Uint8Array.of(1))))
const unknown = der(0x82)

interface ResponseSpec {
  readonly status?: Uint8Array
  readonly serial?: Uint8Array
  readonly issuer?: typeof sub
  readonly thisUpdate?: string
  readonly nextUpdate?: string | null
  readonly signer?: KeyPair
  readonly responder?: Uint8Array
  readonly certificates?: readonly Uint8Array[]
  readonly extensions?: Uint8Array
  /** Of the one certificate that it is about. */
  readonly singleExtensions?: Uint8Array
  /** Further answers about the same certificate, before the first. */
  readonly others?: readonly Uint8Array[]
  readonly algorithm?: Uint8Array
}

function responseDer(spec: ResponseSpec = {}): Uint8Array {
  const issuer = spec.issuer ?? sub
  const signer = spec.signer ?? keyPair("sub")
  const id = derSequence(
    hashed,
    derOctets(sha1(issuer.subject.der)),
    derOctets(sha1(issuer.publicKey.bits)),
    der(0x02, spec.serial ?? end.serialOctets),
  )
  const next = spec.nextUpdate === undefined ? "20260608000000Z" : spec.nextUpdate
  const times = [
    time(spec.thisUpdate ?? "20260530000000Z"),
    ...(next === null ? [] : [der(0xa0, time(next))]),
  ]
  const extensions = spec.singleExtensions === undefined ? [] : [der(0xa1, spec.singleExtensions)]
  const single = derSequence(id, spec.status ?? good, ...times, ...extensions)
  const tbs = derSequence(
    spec.responder ?? der(0xa1, nameDer("sub")),
    time("20260530000000Z"),
    derSequence(...(spec.others ?? []).map((status) => derSequence(id, status, ...times)), single),
    ...(spec.extensions === undefined ? [] : [der(0xa1, spec.extensions)]),
  )
  const certificates = spec.certificates === undefined ? [] : [der(0xa0, derSequence(...spec.certificates))]
  const basic = derSequence(
    tbs,
    spec.algorithm ?? algorithmOf(signer.privateKey),
    derBits(signed(tbs, signer)),
    ...certificates,
  )
  return derSequence(
    der(0x0a, Uint8Array.of(0)),
    der(0xa0, derSequence(derOid("1.3.6.1.5.5.7.48.1.1"), derOctets(basic))),
  )
}

function response(spec: ResponseSpec = {}): OcspResponse {
  const result = parseOcspResponse(responseDer(spec))
  if (!result.ok) throw new Error(result.problem.message)
  return result.value
}

function listOf(entries: readonly CrlEntrySpec[]): Crl {
  const number = { oid: extensionOids.crlNumber, value: derInteger(1) }
  const result = parseCrl(crlDer({ issuer: "sub", signer: keyPair("sub"), entries, extensions: [number] }))
  if (!result.ok) throw new Error(result.problem.message)
  return result.value
}

const check = (...ocsp: readonly OcspResponse[]): string =>
  outcome(verify(end, [sub], [root], { ocsp })).replace(/^.* < root$/, "valid")

const delegate = (issuer: string, purposes: readonly string[] = ["1.3.6.1.5.5.7.3.9"]) =>
  leaf(`${issuer}>responder`, {
    subject: "responder",
    keyLabel: "responder",
    extensions: [extension.extKeyUsage(purposes)],
  })
const byDelegate = (certificate: typeof end): ResponseSpec => ({
  signer: keyPair("responder"),
  responder: der(0xa1, nameDer("responder")),
  certificates: [certificate.der],
})

describe("OCSP responses", () => {
  it.each<[string, ResponseSpec, string]>([
    ["good", {}, "valid"],
    ["revoked", { status: revoked }, "revoked"],
    ["unknown to the responder", { status: unknown }, "revocation-unknown"],
    ["about another certificate", { serial: Uint8Array.of(0x43), status: revoked }, "valid"],
    ["about another issuer's certificate", { issuer: root, status: revoked }, "valid"],
    ["signed by a stranger", { signer: keyPair("stranger") }, "revocation-unknown"],
    ["expired", { nextUpdate: "20260531235959Z" }, "revocation-unknown"],
    ["without next update", { nextUpdate: null }, "valid"],
    [
      "without next update, a month old",
      { nextUpdate: null, thisUpdate: "20260501000000Z" },
      "revocation-unknown",
    ],
    [
      "without next update, a month old, revoked",
      { nextUpdate: null, thisUpdate: "20260501000000Z", status: revoked },
      "revoked",
    ],
    ["not valid yet", { thisUpdate: "20260601000001Z" }, "revocation-unknown"],
    ["by key", { responder: der(0xa2, derOctets(sha1(sub.publicKey.bits))) }, "valid"],
    ["by a delegate", byDelegate(delegate("sub")), "valid"],
    ["by a delegate, revoked", { ...byDelegate(delegate("sub")), status: revoked }, "revoked"],
    ["by a delegate of another CA", byDelegate(delegate("root")), "revocation-unknown"],
    [
      "by a delegate without the purpose",
      byDelegate(delegate("sub", ["1.3.6.1.5.5.7.3.1"])),
      "revocation-unknown",
    ],
    [
      "by a delegate without certificate",
      { ...byDelegate(delegate("sub")), certificates: [] },
      "revocation-unknown",
    ],
    [
      "with a critical extension",
      { extensions: extensionsDer([{ oid: "1.2.3", critical: true, value: derNull }]) },
      "revocation-unknown",
    ],
    [
      "with a critical extension of the one certificate",
      { singleExtensions: extensionsDer([{ oid: "1.2.3", critical: true, value: derNull }]) },
      "revocation-unknown",
    ],
    [
      "with another extension of the one certificate",
      { singleExtensions: extensionsDer([{ oid: "1.2.3", value: derNull }]) },
      "valid",
    ],
    ["with another extension", { extensions: extensionsDer([{ oid: "1.2.3", value: derNull }]) }, "valid"],
  ])("%s", (_, spec, expected) => {
    expect(check(response(spec))).toBe(expected)
  })

  it("of several, the revocation counts, in one response as well", () => {
    expect(check(response(), response({ status: revoked }))).toBe("revoked")
    expect(check(response({ status: revoked, others: [good] }))).toBe("revoked")
    expect(check(response({ status: good, others: [revoked] }))).toBe("revoked")
    expect(check(response({ status: good, others: [unknown] }))).toBe("valid")
    expect(check(response({ nextUpdate: null }), response())).toBe("valid")
  })

  it("do not outweigh a list that revokes, whatever they say", () => {
    const run = (entries: readonly CrlEntrySpec[], ...ocsp: readonly OcspResponse[]): string =>
      outcome(verify(end, [sub], [root], { ocsp, crls: [listOf(entries)] })).replace(/^.* < root$/, "valid")
    const entries = [{ serial: end.serialOctets }]
    expect(run(entries, response())).toBe("revoked")
    expect(run(entries, response({ nextUpdate: null }))).toBe("revoked")
    expect(run(entries, response({ nextUpdate: "20260531235959Z" }))).toBe("revoked")
    expect(run([], response({ status: revoked }))).toBe("revoked")
    expect(run([], response({ nextUpdate: "20260531235959Z" }))).toBe("valid")
    expect(run([], response({ status: unknown }))).toBe("valid")
  })

  it("say that their algorithm is not supported, not that nobody signed them", () => {
    const result = verify(end, [sub], [root], {
      ocsp: [response({ algorithm: derSequence(derOid("1.2.3.4")) })],
    })
    expect(result.ok ? "" : rejectionText(result.top)).toBe(
      "mail.example.edu: whether it is revoked is unknown: the OCSP response cannot be used: signature algorithm 1.2.3.4 is not known",
    )
  })

  it("say when and why", () => {
    expect(verify(end, [sub], [root], { ocsp: [response({ status: revoked })] })).toMatchObject({
      top: { kind: "revoked", reason: "keyCompromise", since: new Date("2026-03-01T00:00:00Z") },
    })
  })

  it.each([
    ["with its number where that means nothing", der(0xa0, der(0x0a, Uint8Array.of(7))), "reason 7"],
    ["that there is none", new Uint8Array(), "unspecified"],
    ["that it cannot be read", der(0xa0, derText(0x0c, "stolen")), "unreadable reason"],
    ["that it cannot be read where it has the wrong tag", der(0x80, Uint8Array.of(1)), "unreadable reason"],
    ["that it cannot be read where it is cut off", Uint8Array.of(0xa0), "unreadable reason"],
  ])("say of the reason of a revocation %s", (_, told, reason) => {
    const status = der(0xa1, time("20260301000000Z"), told)
    expect(verify(end, [sub], [root], { ocsp: [response({ status })] })).toMatchObject({
      top: { kind: "revoked", reason },
    })
  })

  it("are all needed where they are required", () => {
    const ofSub = response({
      issuer: root,
      serial: sub.serialOctets,
      signer: keyPair("root"),
      responder: der(0xa1, nameDer("root")),
    })
    const run = (...ocsp: readonly OcspResponse[]) =>
      outcome(verify(end, [sub], [root], { ocsp, revocation: "required" }))
    expect(run(response())).toBe("revocation-unknown")
    expect(run(response(), ofSub)).toMatch(/< root$/)
  })
})

describe("parseOcspResponse", () => {
  it("names what the responder answered instead", () => {
    expect(parseOcspResponse(derSequence(der(0x0a, Uint8Array.of(6))))).toMatchObject({
      ok: false,
      problem: { message: "the responder failed: unauthorized" },
    })
  })

  it("refuses every truncation without throwing", () => {
    const bytes = responseDer(byDelegate(delegate("sub")))
    for (let size = 0; size < bytes.length; size++)
      expect(parseOcspResponse(bytes.subarray(0, size)).ok).toBe(false)
  })

  it("reads what openssl writes", () => {
    const folder = mkdtempSync(join(tmpdir(), "certfleet-ocsp-"))
    try {
      const file = (name: string, text: string): string => {
        writeFileSync(join(folder, name), text)
        return join(folder, name)
      }
      const signer = file("sub.pem", writePem("CERTIFICATE", sub.der))
      const key = file("sub.key", String(keyPair("sub").privateKey.export({ type: "pkcs8", format: "pem" })))
      const certificate = file("leaf.pem", writePem("CERTIFICATE", end.der))
      const index = file("index.txt", "V\t400101000000Z\t\t42\tunknown\t/CN=mail.example.edu\n")
      const out = join(folder, "response.der")
      const openssl = (...args: readonly string[]) =>
        execFileSync("openssl", ["ocsp", ...args], { stdio: "pipe" })
      const request = join(folder, "request.der")
      openssl("-issuer", signer, "-cert", certificate, "-reqout", request)
      const responder = ["-index", index, "-CA", signer, "-rsigner", signer, "-rkey", key]
      openssl(...responder, "-reqin", request, "-respout", out, "-ndays", "7", "-noverify")
      const parsed = parseOcspResponse(new Uint8Array(readFileSync(out)))
      if (!parsed.ok) throw new Error(parsed.problem.message)
      const single = parsed.value.singles[0]
      expect(single).toMatchObject({ serial: "42", status: { kind: "good" }, hash: "sha1" })
      const now = new Date(single?.thisUpdate ?? at)
      expect(outcome(verify(end, [sub], [root], { ocsp: [parsed.value], at: now }))).toMatch(/< root$/)
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
})
