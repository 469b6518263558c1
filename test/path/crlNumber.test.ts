import { describe, expect, it } from "vitest"
import type { ExtensionSpec } from "../../certs-fixtures/certificateDer.js"
import { extension } from "../../certs-fixtures/extensionDer.js"
import { type Crl, parseCrl } from "../../src/x509/crl.js"
import { der, derInteger, derSequence } from "../../src/x509/derWrite.js"
import { extensionOids } from "../../src/x509/oids.js"
import { type CrlSpec, crlDer, keyPair } from "../x509/factory.js"
import { ca, leaf, outcome, verify } from "./graph.js"

const root = ca("root>root")
const sub = ca("root>sub")
const serial = Uint8Array.of(0x42)
const end = leaf("sub>leaf", { serial })
/** The CA's other key, for lists alone. */
const lists = ca("root>sub", {
  keyLabel: "sub lists",
  serial: Uint8Array.of(0x77),
  extensions: [extension.keyUsage([6])],
})

const number = (value: number): ExtensionSpec => ({ oid: extensionOids.crlNumber, value: derInteger(value) })
const keyId: ExtensionSpec = { oid: extensionOids.authorityKeyIdentifier, value: derSequence() }
const forUsers: ExtensionSpec = {
  oid: extensionOids.issuingDistributionPoint,
  value: derSequence(der(0x81, Uint8Array.of(0xff))),
  critical: true,
}
const deltaTo = (base: number): ExtensionSpec => ({
  oid: extensionOids.deltaCrlIndicator,
  value: derInteger(base),
  critical: true,
})
const onHold = [
  { serial, extensions: [{ oid: extensionOids.reasonCode, value: der(0x0a, Uint8Array.of(6)) }] },
]

function list(spec: Partial<CrlSpec>): Crl {
  const result = parseCrl(crlDer({ issuer: "sub", signer: keyPair("sub"), ...spec }))
  if (!result.ok) throw new Error(result.problem.message)
  return result.value
}

const held = (...extensions: readonly ExtensionSpec[]): Crl => list({ entries: onHold, extensions })
const free = (spec: Partial<CrlSpec> = {}): Crl => list({ extensions: [number(6)], ...spec })

function check(crls: readonly Crl[]): string {
  return outcome(verify(end, [sub, lists], [root], { crls })).replace(/^.* < root$/, "valid")
}

describe("of two complete lists of an issuer", () => {
  it.each<[string, Crl, Crl, string]>([
    ["the newer one lifts a hold", held(number(5)), free(), "valid"],
    ["the newer one revokes", held(number(7)), free(), "revoked"],
    [
      "the newer one lifts nothing but holds",
      list({ entries: [{ serial }], extensions: [number(5)] }),
      free(),
      "revoked",
    ],
    ["a number of many octets is newer", held(number(5)), free({ extensions: [number(2 ** 40)] }), "valid"],
    ["both count where their numbers are equal", held(number(6)), free(), "revoked"],
    [
      "one that is not valid yet lifts nothing",
      held(number(5)),
      free({ thisUpdate: new Date("2026-06-01T00:00:01Z") }),
      "revoked",
    ],
    [
      "one that has run out lifts nothing",
      held(number(5)),
      free({ nextUpdate: new Date("2026-05-31T23:59:59Z") }),
      "revoked",
    ],
    [
      "one that a stranger signed lifts nothing",
      held(number(5)),
      free({ signer: keyPair("stranger") }),
      "revoked",
    ],
    ["one of another key lifts nothing", held(number(5)), free({ signer: keyPair("sub lists") }), "revoked"],
    [
      "one for another scope lifts nothing",
      held(number(5)),
      free({ extensions: [number(6), forUsers] }),
      "revoked",
    ],
    [
      "one for the same part lifts a hold",
      held(number(5), forUsers),
      free({ extensions: [number(6), forUsers] }),
      "valid",
    ],
    ["one without number lifts nothing", held(number(5)), list({ version: 1 }), "revoked"],
    ["one without number is not lifted", list({ version: 1, entries: [{ serial }] }), free(), "revoked"],
  ])("%s", (_, one, other, expected) => {
    expect([check([one, other]), check([other, one])]).toEqual([expected, expected])
  })

  it("the older one counts where its delta is newer than the other", () => {
    const delta = list({ extensions: [number(7), deltaTo(5), keyId] })
    expect(check([held(number(5), keyId), free()])).toBe("valid")
    expect(check([held(number(5), keyId), delta, free()])).toBe("revoked")
  })

  it("each is good for itself, whichever key of the issuer signed it", () => {
    expect([check([free()]), check([free({ signer: keyPair("sub lists") })])]).toEqual(["valid", "valid"])
  })
})
