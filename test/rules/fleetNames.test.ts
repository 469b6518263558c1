import { describe, expect, it } from "vitest"
import { ecKey } from "../../certs-fixtures/rules/publicKeys.js"
import { lintFixture } from "../../certs-fixtures/rules/read.js"
import { DerReader, Work } from "../../src/x509/der.js"
import { readPublicKey } from "../../src/x509/publicKey.js"
import { parseSan, type SanEntry } from "../../src/x509/sanEntry.js"

const publicKey = readPublicKey(new DerReader(ecKey("prime256v1", "fleet names"), new Work()))

function entries(names: readonly string[]): SanEntry[] {
  return names.flatMap((name) => {
    const read = parseSan(name)
    return read.ok ? [read.entry] : []
  })
}

/** The names that a rule complains about, for a certificate that offers some to a fleet that needs some. */
function names(code: string, offered: readonly string[], required: readonly string[]): unknown {
  const view = {
    kind: "certificate",
    publicKey,
    offered: entries(offered),
    required: entries(required),
    fleet: "fleet.yaml",
  } as const
  return lintFixture({ scope: "fleet", view }, "fleet").find((finding) => finding.code === code)?.facts[
    "values"
  ]
}

const mail = "mail.example.edu"
const all = "*.example.edu"

describe("fleet-name-unwanted", () => {
  it.each([
    ["a wildcard that stands for a name of the fleet", [all], [mail], undefined],
    ["a name under the fleet's wildcard, which the wildcard has already", [all, mail], [all], [mail]],
    ["a wildcard over other names only", [mail, "*.example.com"], [mail], ["*.example.com"]],
    ["the fleet's own wildcard", [all], [all], undefined],
  ])("%s", (_, offered, required, unwanted) => {
    expect(names("fleet-name-unwanted", offered, required)).toEqual(unwanted)
  })
})

describe("fleet-name-missing", () => {
  it.each([
    ["a name that a wildcard stands for", [all], [mail], undefined],
    ["a wildcard of which only one name is there", [mail], [mail, all], [all]],
  ])("%s", (_, offered, required, missing) => {
    expect(names("fleet-name-missing", offered, required)).toEqual(missing)
  })
})
