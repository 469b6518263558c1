import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { extension } from "../../certs-fixtures/extensionDer.js"
import { pairOf } from "../../certs-fixtures/issue.js"
import { serverKey } from "../../certs-fixtures/keys.js"
import { build, intermediate, leaf } from "../../certs-fixtures/rules/build.js"
import { lintable, lintFixture } from "../../certs-fixtures/rules/read.js"

const key = pairOf(serverKey(join(import.meta.dirname, "../../certs-fixtures"), "rfc9500-rsa2048"))
const keys = { server: key, issuing: key, root: key, old: key }
const serverAuth = "1.3.6.1.5.5.7.3.1"

/** Beside serverAuth; BR 7.1.2.7.10 and 7.1.2.10.6, by identifier: what is looked for must not follow what is in the source. */
const purposes: readonly (readonly [name: string, oid: string, leaf: boolean, ca: boolean])[] = [
  ["clientAuth", "1.3.6.1.5.5.7.3.2", false, false],
  ["codeSigning", "1.3.6.1.5.5.7.3.3", true, true],
  ["emailProtection", "1.3.6.1.5.5.7.3.4", true, true],
  ["timeStamping", "1.3.6.1.5.5.7.3.8", true, true],
  ["OCSPSigning", "1.3.6.1.5.5.7.3.9", true, true],
  ["anyExtendedKeyUsage", "2.5.29.37.0", true, true],
  ["precertificate signing", "1.3.6.1.4.1.11129.2.4.4", true, false],
]

describe.each(purposes)("a purpose beside serverAuth: %s", (name, oid, ofLeaf, ofCa) => {
  const put = [extension.extKeyUsage([serverAuth, oid])]
  const codes = (recipe: Parameters<typeof build>[1]): string[] =>
    lintFixture(lintable(build(name, recipe, keys)), name).map(({ code }) => code)

  it(`is ${ofLeaf ? "forbidden" : "not forbidden"} to a server's certificate`, () => {
    expect(codes(leaf({ put })).includes("eku-forbidden-purpose")).toBe(ofLeaf)
  })

  it(`is ${ofCa ? "forbidden" : "not forbidden"} to a CA for servers`, () => {
    expect(codes(intermediate({ put })).includes("ca-eku-forbidden-purpose")).toBe(ofCa)
  })
})
