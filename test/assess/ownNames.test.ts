import { describe, expect, it } from "vitest"
import { dns, extension, ip } from "../../certs-fixtures/extensionDer.js"
import { assess } from "../../src/assess/assess.js"
import { certificateSubject } from "../../src/assess/certificateNames.js"
import { profileNames } from "../../src/assess/question.js"
import { at, ca, leaf } from "../path/graph.js"

const root = ca("root>root")
const sub = ca("root>sub")
const store = { name: "the roots of this test", anchors: [root], retired: new Map() }

const errorsOf = (
  spec: Parameters<typeof leaf>[1],
  profile: (typeof profileNames)[number],
): readonly string[] => {
  const one = leaf("sub>leaf", { keyLabel: "leaf", ...spec })
  const question = { at, profile, store, ownRoot: false }
  const { findings } = assess({ leaf: one, sent: [one, sub, root] }, question, certificateSubject)
  return findings.filter(({ severity }) => severity === "error").map(({ code }) => code)
}
const names = (...all: readonly Uint8Array[]) => [extension.subjectAltName(all)]

describe.each(profileNames)("a certificate's own names, profile %s", (profile) => {
  it("have one code when there are none", () => {
    expect(errorsOf({ without: ["2.5.29.17"] }, profile)).toEqual(["san-missing"])
  })

  it.each([
    ["a host", "imap.example.edu", names(dns("mail.example.edu"))],
    ["an address", "192.0.2.1", names(dns("mail.example.edu"), ip(192, 0, 2, 2))],
  ])("have one code when the common name, %s, is not among them", (_, subject, extensions) => {
    expect(errorsOf({ subject, extensions }, profile)).toEqual(["common-name-not-covered"])
  })
})

describe("a common name", () => {
  it.each([
    ["is covered by a wildcard", "imap.example.edu", names(dns("*.example.edu"))],
    ["is an address among the names", "192.0.2.1", names(ip(192, 0, 2, 1))],
    ["is a single label", "mail", names(dns("mail.example.edu"))],
    ["is no host name", "Mail of the university", names(dns("mail.example.edu"))],
  ])("that %s is taken", (_, subject, extensions) => {
    expect(errorsOf({ subject, extensions }, "private")).toEqual([])
  })
})
