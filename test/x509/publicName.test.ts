import { describe, expect, it } from "vitest"
import { publicNameProblems } from "../../src/x509/publicName.js"
import { parseSan } from "../../src/x509/sanEntry.js"

function problems(text: string): string[] {
  const parsed = parseSan(text)
  return parsed.ok
    ? publicNameProblems(parsed.entry).map(({ kind }) => kind)
    : [`not a name: ${parsed.problem}`]
}

describe("publicNameProblems", () => {
  it.each([
    "mail.example.edu",
    "*.example.edu",
    "example.co.uk",
    "*.example.co.uk",
    "*.github.io",
    "münchen.de",
    "пример.рф",
    "8.8.8.8",
    "2606:4700::1111",
  ])("finds nothing against %s", (name) => {
    expect(problems(name)).toEqual([])
  })

  it.each([
    ["mail", ["single-label"]],
    ["localhost", ["single-label"]],
    ["mail.corp", ["internal"]],
    ["mail.example.local", ["internal"]],
    ["mail.test", ["internal"]],
    ["*.internal", ["internal"]],
    ["mail.example.eud", ["unknown-tld"]],
    ["1.2.0.192.in-addr.arpa", ["arpa"]],
    ["192.168.1.1", ["reserved-ip"]],
    ["fd00::1", ["reserved-ip"]],
    ["smtp_relay.example.edu", ["underscore"]],
    ["ab--cd.example.edu", ["reserved-hyphens"]],
    ["*.edu", ["public-suffix"]],
    ["*.co.uk", ["public-suffix"]],
    ["a_b.cd--ef.corp", ["internal", "underscore", "reserved-hyphens"]],
  ])("finds against %s: %s", (name, expected) => {
    expect(problems(name)).toEqual(expected)
  })
})
