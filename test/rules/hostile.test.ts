import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { dns, email, extension, uri } from "../../certs-fixtures/extensionDer.js"
import { pairOf } from "../../certs-fixtures/issue.js"
import { serverKey } from "../../certs-fixtures/keys.js"
import { build, leaf, type Patch } from "../../certs-fixtures/rules/build.js"
import { octets, raw } from "../../certs-fixtures/rules/parts.js"
import { dsaKey, rsaKey } from "../../certs-fixtures/rules/publicKeys.js"
import { lintable, lintFixture } from "../../certs-fixtures/rules/read.js"
import { der, derNull, derOid } from "../../src/x509/derWrite.js"

const key = pairOf(serverKey(join(import.meta.dirname, "../../certs-fixtures"), "rfc9500-rsa2048"))
const keys = { server: key, issuing: key, root: key, old: key }

const many = (count: number, make: (index: number) => Uint8Array): Uint8Array =>
  Buffer.concat(Array.from({ length: count }, (_, index) => make(index)))
const exampleOid = (index: number): string => `1.3.6.1.4.1.32473.${index}`
const named = (...names: readonly Uint8Array[]): Patch => ({ put: [extension.subjectAltName(names)] })
const large = (count: number): bigint =>
  BigInt(`0x${Buffer.from(octets("large", count)).toString("hex")}`) | 1n

/** Each takes minutes, or runs out of stack, where the work grows with the square of the size. */
const patches: readonly (readonly [string, Patch])[] = [
  ["a label of a megabyte", named(dns(`xn--${"a".repeat(1_000_000)}.example.edu`))],
  ["a name of many labels", named(dns(`${"xn--mnchen-3ya.".repeat(20_000)}example.edu`))],
  [
    "a mail address and a URI of a megabyte",
    named(email(`${"a.".repeat(500_000)}@`), uri(`http://${"a-".repeat(500_000)}!`)),
  ],
  [
    "many names",
    {
      put: [
        raw(
          "subjectAltName",
          der(
            0x30,
            many(30_000, (index) => dns(`host${index}.example.edu`)),
          ),
        ),
      ],
    },
  ],
  [
    "many extensions",
    { append: Array.from({ length: 24_000 }, (_, index) => ({ oid: exampleOid(index), value: derNull })) },
  ],
  [
    "many policies",
    {
      put: [
        raw(
          "certificatePolicies",
          der(
            0x30,
            many(40_000, (index) => der(0x30, derOid(exampleOid(index)))),
          ),
        ),
      ],
    },
  ],
  [
    "many attributes",
    { subject: Array.from({ length: 20_000 }, (_, index) => [exampleOid(index), "x"] as const) },
  ],
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
