import { describe, expect, it } from "vitest"
import type { ExtensionSpec } from "../../certs-fixtures/certificateDer.js"
import { directory, extension, uri } from "../../certs-fixtures/extensionDer.js"
import { rejectionText } from "../../src/path/rejection.js"
import type { RevocationMode } from "../../src/path/validationRun.js"
import type { Certificate } from "../../src/x509/certificate.js"
import { type Crl, parseCrl } from "../../src/x509/crl.js"
import {
  der,
  derBits,
  derBoolean,
  derInteger,
  derOctets,
  derOid,
  derSequence,
  derText,
} from "../../src/x509/derWrite.js"
import { extensionOids } from "../../src/x509/oids.js"
import { type CrlSpec, crlDer, keyPair } from "../x509/factory.js"
import { ca, type EdgeSpec, host, leaf, outcome, verify } from "./graph.js"

const root = ca("root>root")
const sub = ca("root>sub")
const serial = Uint8Array.of(0x42)
const end = leaf("sub>leaf", { serial })

const raw = (oid: string, value: Uint8Array, critical = false): ExtensionSpec => ({ oid, value, critical })
const number = (value: number): ExtensionSpec => raw(extensionOids.crlNumber, derInteger(value))
const delta = (base: number): ExtensionSpec => raw(extensionOids.deltaCrlIndicator, derInteger(base), true)
const fullName = (...names: readonly Uint8Array[]): Uint8Array => der(0xa0, der(0xa0, ...names))
const relativeName = (cn: string): Uint8Array =>
  der(0xa0, der(0xa1, derSequence(Uint8Array.from([0x06, 3, 0x55, 4, 3]), derText(0x0c, cn))))
const flag = (tag: number): Uint8Array => der(0x80 | tag, derBoolean(true).subarray(2))
const reasonFlags = (tag: number, octet: number, unused: number): Uint8Array =>
  der(0x80 | tag, derBits(Uint8Array.of(octet), unused).subarray(2))
const issuing = (...fields: readonly Uint8Array[]): ExtensionSpec =>
  raw(extensionOids.issuingDistributionPoint, derSequence(...fields), true)
const points = (...fields: readonly Uint8Array[]): ExtensionSpec =>
  raw(extensionOids.crlDistributionPoints, derSequence(derSequence(...fields)))
const reason = (code: number): ExtensionSpec => raw(extensionOids.reasonCode, der(0x0a, Uint8Array.of(code)))

function list(issuer: string, { extensions = [number(1)], ...spec }: Partial<CrlSpec> = {}): Crl {
  const version2 = spec.version === 1 ? {} : { extensions }
  const result = parseCrl(crlDer({ issuer, signer: keyPair(issuer), ...spec, ...version2 }))
  if (!result.ok) throw new Error(result.problem.message)
  return result.value
}

function check(
  crls: readonly Crl[],
  options: { mode?: RevocationMode; leaf?: Certificate; pool?: readonly Certificate[] } = {},
): string {
  const result = verify(options.leaf ?? end, [sub, ...(options.pool ?? [])], [root], {
    crls,
    ...(options.mode === undefined ? {} : { revocation: options.mode }),
  })
  return outcome(result).replace(/^.* < root$/, "valid")
}

const empty = list("sub")
const ofRoot = list("root")
const entry = { serial }

describe("revocation lists", () => {
  it.each<[string, readonly Crl[], string]>([
    ["no list at all", [], "valid"],
    ["a list without the certificate", [empty], "valid"],
    [
      "a list with the certificate",
      [list("sub", { entries: [{ serial: Uint8Array.of(1) }, entry] })],
      "revoked",
    ],
    [
      "a list with another serial number",
      [list("sub", { entries: [{ serial: Uint8Array.of(0, 0x81) }] })],
      "valid",
    ],
    ["the same serial number on another issuer's list", [empty, list("root", { entries: [entry] })], "valid"],
    ["a list with the intermediate", [list("root", { entries: [{ serial: sub.serialOctets }] })], "revoked"],
    [
      "a list that has run out",
      [list("sub", { nextUpdate: new Date("2026-05-31T23:59:59Z") })],
      "revocation-unknown",
    ],
    [
      "a list that is not valid yet",
      [list("sub", { thisUpdate: new Date("2026-06-01T00:00:01Z") })],
      "revocation-unknown",
    ],
    ["a list without next update", [list("sub", { nextUpdate: null })], "revocation-unknown"],
    [
      "a list without number",
      [list("sub", { extensions: [raw(extensionOids.authorityKeyIdentifier, derSequence())] })],
      "revocation-unknown",
    ],
    [
      "a list with a critical number",
      [list("sub", { extensions: [{ ...number(1), critical: true }] })],
      "revocation-unknown",
    ],
    [
      "a list with an unknown critical extension",
      [list("sub", { extensions: [number(1), raw("1.2.3", derOctets(serial), true)] })],
      "revocation-unknown",
    ],
    [
      "an entry with an unknown critical extension",
      [
        list("sub", {
          entries: [{ serial: Uint8Array.of(9), extensions: [raw("1.2.3", derOctets(serial), true)] }],
        }),
      ],
      "revocation-unknown",
    ],
    ["a list that another key signed", [list("sub", { signer: keyPair("stranger") })], "revocation-unknown"],
    ["a bad list and a good one", [list("sub", { signer: keyPair("stranger") }), empty], "valid"],
    ["a version 1 list", [list("sub", { version: 1, entries: [entry] })], "revoked"],
    ["a hold that was lifted", [list("sub", { entries: [{ serial, extensions: [reason(8)] }] })], "valid"],
  ])("%s", (_, crls, expected) => {
    expect(check(crls)).toBe(expected)
  })

  it("are all needed where they are required", () => {
    expect(check([empty], { mode: "required" })).toBe("revocation-unknown")
    expect(check([empty, ofRoot], { mode: "required" })).toBe("valid")
    expect(check([], { mode: "required" })).toBe("revocation-unknown")
    expect(check([list("sub", { entries: [entry] })], { mode: "off" })).toBe("valid")
  })

  it("all count: one that is fresh and has the certificate revokes it, whatever others say", () => {
    const revoking = list("sub", { entries: [entry] })
    expect(check([empty, revoking])).toBe("revoked")
    expect(check([revoking, empty])).toBe("revoked")
    const old = list("sub", { nextUpdate: new Date("2026-05-31T00:00:00Z") })
    expect(check([old, revoking])).toBe("revoked")
    expect(check([old, empty])).toBe("valid")
  })

  it("say that their algorithm is not supported, not that nobody signed them", () => {
    const crl = list("sub", { algorithm: derSequence(derOid("1.2.3.4")) })
    const result = verify(end, [sub], [root], { crls: [crl] })
    expect(result.ok ? "" : rejectionText(result.top)).toBe(
      "mail.example.edu: whether it is revoked is unknown: the list of CN=sub cannot be used: signature algorithm 1.2.3.4 is not known",
    )
  })

  it.each([
    [null, "does not say until when it holds: it has no nextUpdate, which RFC 5280 demands"],
    [new Date("2026-05-31T23:59:59Z"), "has expired"],
  ])("say why they do not hold now, with next update %s", (nextUpdate, why) => {
    const result = verify(end, [sub], [root], { crls: [list("sub", { nextUpdate })] })
    expect(result.ok ? "" : rejectionText(result.top)).toBe(
      `mail.example.edu: whether it is revoked is unknown: the list of CN=sub ${why}`,
    )
  })

  it("say when and why", () => {
    const crl = list("sub", {
      entries: [{ serial, revokedAt: new Date("2026-03-01T00:00:00Z"), extensions: [reason(1)] }],
    })
    const result = verify(end, [sub], [root], { crls: [crl] })
    expect(result).toMatchObject({
      ok: false,
      top: {
        kind: "revoked",
        reason: "keyCompromise",
        since: new Date("2026-03-01T00:00:00Z"),
        certificate: end,
      },
    })
  })

  it.each([
    ["with its number where that means nothing", reason(7), "reason 7"],
    ["that it cannot be read", raw(extensionOids.reasonCode, derText(0x0c, "stolen")), "unreadable reason"],
    [
      "that it cannot be read where it is critical",
      raw(extensionOids.reasonCode, Uint8Array.of(0x0a), true),
      "unreadable reason",
    ],
  ])("say of the reason of a revocation %s", (_, told, expected) => {
    const crl = list("sub", { entries: [{ serial, extensions: [told] }] })
    const other = list("sub", { entries: [{ serial: Uint8Array.of(9), extensions: [told] }] })
    expect(verify(end, [sub], [root], { crls: [crl] })).toMatchObject({
      top: { kind: "revoked", reason: expected },
    })
    expect(check([other])).toBe("valid")
  })

  it("count only when their signer may sign lists", () => {
    const mute = ca("root>sub", { extensions: [extension.keyUsage([5])] })
    expect(outcome(verify(end, [mute], [root], { crls: [empty] }))).toBe("revocation-unknown")
  })

  it("may be signed by another key of the issuer, whose certificate is checked as well", () => {
    const signer = ca("root>sub", {
      keyLabel: "sub lists",
      serial: Uint8Array.of(0x77),
      extensions: [extension.keyUsage([6])],
    })
    const crl = list("sub", { signer: keyPair("sub lists") })
    expect(check([crl])).toBe("revocation-unknown")
    expect(check([crl], { pool: [signer] })).toBe("valid")
    expect(
      check([crl, list("root", { entries: [{ serial: Uint8Array.of(0x77) }] })], { pool: [signer] }),
    ).toBe("revocation-unknown")
    const elsewhere = ca("other>sub", { keyLabel: "sub lists", extensions: [extension.keyUsage([6])] })
    expect(check([crl], { pool: [elsewhere, ca("other>other")] })).toBe("revocation-unknown")
  })

  it("may cover their own signer", () => {
    const signer = ca("sub>sub", { keyLabel: "sub lists", extensions: [extension.keyUsage([6])] })
    expect(
      check([list("sub", { signer: keyPair("sub lists") }), ofRoot], { pool: [signer], mode: "required" }),
    ).toBe("valid")
  })

  it("are counted entry by entry", () => {
    const crl = list("sub", {
      entries: Array.from({ length: 300 }, (_, index) => ({
        serial: Uint8Array.of(1, index & 127, index >> 7),
      })),
    })
    const result = verify(end, [sub], [root], { crls: [crl], limits: { crlEntries: 299 } })
    expect(outcome(result)).toBe("revocation-unknown")
    expect(verify(end, [sub], [root], { crls: [crl] }).counters.crlEntries).toBe(300)
  })
})

describe("partitioned lists", () => {
  const at = uri("http://crl.example.edu/1.crl")
  const elsewhere = uri("http://crl.example.edu/2.crl")
  const issued = (spec: EdgeSpec): Certificate => leaf("sub>leaf", { serial, ...spec })
  const withPoints = (...fields: readonly Uint8Array[]): Certificate =>
    issued({ extensions: [points(...fields)] })
  const partition = (...fields: readonly Uint8Array[]): Crl =>
    list("sub", { extensions: [number(1), issuing(...fields)] })

  it.each<[string, Certificate, readonly Crl[], string]>([
    ["for its distribution point", withPoints(fullName(at)), [partition(fullName(at))], "valid"],
    [
      "for one of several names of it",
      withPoints(fullName(elsewhere, at)),
      [partition(fullName(at))],
      "valid",
    ],
    [
      "for another distribution point",
      withPoints(fullName(at)),
      [partition(fullName(elsewhere))],
      "revocation-unknown",
    ],
    ["for a certificate without distribution point", end, [partition(fullName(at))], "revocation-unknown"],
    [
      "by name relative to the issuer",
      withPoints(relativeName("part 1")),
      [partition(relativeName("part 1"))],
      "valid",
    ],
    [
      "by full name where the certificate has a relative one",
      withPoints(relativeName("part 1")),
      [
        partition(
          fullName(
            directory([
              ["CN", "sub"],
              ["CN", "part 1"],
            ]),
          ),
        ),
      ],
      "valid",
    ],
    [
      "by another relative name",
      withPoints(relativeName("part 1")),
      [partition(relativeName("part 2"))],
      "revocation-unknown",
    ],
    ["for users", end, [partition(flag(1))], "valid"],
    ["for CAs", end, [partition(flag(2))], "revocation-unknown"],
    ["for attribute certificates", end, [partition(flag(5))], "revocation-unknown"],
    ["for some reasons", end, [partition(reasonFlags(3, 0x60, 5))], "revocation-unknown"],
    [
      "for all reasons in two parts",
      end,
      [
        partition(reasonFlags(3, 0x60, 5)),
        list("sub", { extensions: [number(1), issuing(der(0x83, Uint8Array.of(7, 0x1f, 0x80)))] }),
      ],
      "valid",
    ],
  ])("%s", (_, certificate, crls, expected) => {
    expect(check(crls, { leaf: certificate })).toBe(expected)
  })

  it("revoke from the part that has the entry", () => {
    const crl = list("sub", { entries: [entry], extensions: [number(1), issuing(reasonFlags(3, 0x60, 5))] })
    expect(check([crl])).toBe("revoked")
  })
})

describe("indirect lists", () => {
  const authority = ca("root>lists", { extensions: [extension.keyUsage([6])] })
  const named = leaf("sub>leaf", {
    serial,
    extensions: [points(fullName(directory("here")), der(0xa2, directory("lists")))],
  })
  const issuer = (name: string): ExtensionSpec =>
    raw(extensionOids.certificateIssuer, derSequence(directory(name)), true)
  const indirect = (entries: CrlSpec["entries"] = []): Crl =>
    list("lists", { entries, extensions: [number(1), issuing(fullName(directory("here")), flag(4))] })

  it.each<[string, readonly Crl[], string]>([
    ["without the certificate", [indirect()], "valid"],
    ["with the certificate", [indirect([{ serial, extensions: [issuer("sub")] }])], "revoked"],
    [
      "with the issuer named by an earlier entry",
      [indirect([{ serial: Uint8Array.of(9), extensions: [issuer("sub")] }, entry])],
      "revoked",
    ],
    ["with the serial number of the list's own issuer", [indirect([entry])], "valid"],
    [
      "with the serial number of another issuer",
      [indirect([{ serial, extensions: [issuer("root")] }])],
      "valid",
    ],
    [
      "that do not say that they are indirect",
      [list("lists", { extensions: [number(1), issuing(fullName(directory("here")))] })],
      "valid",
    ],
  ])("%s", (_, crls, expected) => {
    expect(check(crls, { leaf: named, pool: [authority] })).toBe(expected)
  })

  it("need a certificate to which the distribution point sends", () => {
    expect(check([indirect([{ serial, extensions: [issuer("sub")] }])], { pool: [authority] })).toBe("valid")
    expect(check([indirect()], { leaf: named, pool: [authority], mode: "required" })).toBe(
      "revocation-unknown",
    )
    expect(check([indirect(), ofRoot], { leaf: named, pool: [authority], mode: "required" })).toBe("valid")
  })
})

describe("delta lists", () => {
  const complete = list("sub", { extensions: [number(5)] })
  const revoking = (spec: Partial<CrlSpec> & { base?: number; number?: number } = {}): Crl =>
    list("sub", {
      entries: [entry],
      ...spec,
      extensions: spec.extensions ?? [number(spec.number ?? 7), delta(spec.base ?? 5)],
    })

  it.each<[string, readonly Crl[], string]>([
    ["revoke", [complete, revoking()], "revoked"],
    ["decide nothing by themselves", [revoking()], "revocation-unknown"],
    ["count from an older base on", [complete, revoking({ base: 3 })], "revoked"],
    ["do not count from a newer base on", [complete, revoking({ base: 6 })], "valid"],
    ["do not count when they are older", [complete, revoking({ number: 5 })], "valid"],
    [
      "do not count when they have run out",
      [complete, revoking({ nextUpdate: new Date("2026-05-01T00:00:00Z") })],
      "valid",
    ],
    [
      "do not count when another key signed them",
      [complete, revoking({ signer: keyPair("stranger") })],
      "valid",
    ],
    [
      "do not count for another scope",
      [complete, revoking({ extensions: [number(7), delta(5), issuing(flag(1))] })],
      "valid",
    ],
    [
      "lift a hold",
      [
        list("sub", { entries: [entry], extensions: [number(5)] }),
        revoking({ entries: [{ serial, extensions: [reason(8)] }] }),
      ],
      "valid",
    ],
    [
      "bring no list up to date that is not valid yet",
      [
        list("sub", { thisUpdate: new Date("2026-06-01T00:00:01Z"), extensions: [number(5)] }),
        revoking({ entries: [] }),
      ],
      "revocation-unknown",
    ],
    [
      "bring a list that has run out up to date",
      [
        list("sub", { nextUpdate: new Date("2026-05-01T00:00:00Z"), extensions: [number(5)] }),
        revoking({ entries: [] }),
      ],
      "valid",
    ],
  ])("%s", (_, crls, expected) => {
    expect(check(crls)).toBe(expected)
  })
})

it("never asks about the trust anchor", () => {
  const crl = list("root", { entries: [{ serial: root.serialOctets }] })
  expect(check([crl], { leaf: leaf("root>leaf", { serial, subject: host }) })).toBe("valid")
})

it("asks about a leaf that is trusted by itself", () => {
  const extensions = [extension.keyUsage([0, 6])]
  const own = leaf(`${host}>${host}`, { keyLabel: "own", signerLabel: "own", serial, extensions })
  const judged = (...entries: readonly Uint8Array[]): string => {
    const crl = list(host, { signer: keyPair("own"), entries: entries.map((one) => ({ serial: one })) })
    return outcome(verify(own, [], [own], { profile: "private", crls: [crl] }))
  }
  expect([judged(), judged(serial)]).toEqual([`${host} < ${host}`, "revoked"])
})

describe("a list that is asked again", () => {
  const crl = list("sub", { entries: [{ serial: Uint8Array.of(1) }, { serial: Uint8Array.of(2) }] })
  const counted = (): number => verify(end, [sub], [root], { crls: [crl] }).counters.crlEntries

  it("costs its entries once", () => {
    expect([counted(), counted()]).toEqual([2, 0])
  })
})
