import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { dns, email, extension, uri } from "../../certs-fixtures/extensionDer.js"
import { pairOf } from "../../certs-fixtures/issue.js"
import { serverKey } from "../../certs-fixtures/keys.js"
import { build, leaf, type Patch } from "../../certs-fixtures/rules/build.js"
import { octets, raw } from "../../certs-fixtures/rules/parts.js"
import { dsaKey, rsaKey } from "../../certs-fixtures/rules/publicKeys.js"
import { lintable, lintFixture } from "../../certs-fixtures/rules/read.js"
import { der, derNull, derOid, derSequence } from "../../src/x509/derWrite.js"
import type { ExtensionName } from "../../src/x509/oids.js"

const key = pairOf(serverKey(join(import.meta.dirname, "../../certs-fixtures"), "rfc9500-rsa2048"))
const keys = { server: key, issuing: key, root: key, old: key }

const exampleOid = (index: number): string => `1.3.6.1.4.1.32473.${index}`
const named = (...names: readonly Uint8Array[]): Patch => ({ put: [extension.subjectAltName(names)] })
const large = (count: number): bigint =>
  BigInt(`0x${Buffer.from(octets("large", count)).toString("hex")}`) | 1n

/** An extension that is a long list. */
function listed(name: ExtensionName, count: number, make: (index: number) => Uint8Array): Patch {
  const elements = Array.from({ length: count }, (_, index) => make(index))
  return { put: [raw(name, der(0x30, Buffer.concat(elements)))] }
}

/** Each breaks some rule, and takes minutes or runs out of stack where the work grows with the square of the size. */
const patches: readonly (readonly [string, Patch])[] = [
  ["a label of a megabyte", named(dns(`xn--${"a".repeat(1_000_000)}.example.edu`))],
  ["a name of many labels", named(dns(`${"xn--mnchen-3ya.".repeat(20_000)}example.edu`))],
  ["a mail address of a megabyte", named(email(`${"a.".repeat(500_000)}@`))],
  ["a URI of a megabyte", named(uri(`http://${"a-".repeat(500_000)}!`))],
  ["many names", listed("subjectAltName", 30_000, (index) => dns(`host${index % 29_999}.example.edu`))],
  ["many policies", listed("certificatePolicies", 40_000, (index) => derSequence(derOid(exampleOid(index))))],
  [
    "many extensions",
    { append: Array.from({ length: 24_000 }, (_, at) => ({ oid: exampleOid(at % 23_999), value: derNull })) },
  ],
  ["many attributes", { subject: Array.from({ length: 20_000 }, (_, at) => [exampleOid(at), "x"] as const) }],
  ["a modulus of a million bits", { spki: rsaKey(large(125_000)) }],
  ["DSA numbers of a million bits", { spki: dsaKey({ p: large(125_000), q: large(125_000), g: 2n }, 3n) }],
]

describe("rules", () => {
  it.each(patches)("come to an end with %s, and crash nowhere", (name, patch) => {
    const findings = lintFixture(lintable(build(name, leaf(patch), keys)), name)
    expect(findings.length).toBeGreaterThan(0)
    expect(findings.filter(({ code }) => code === "rule-crashed")).toEqual([])
  })
})
