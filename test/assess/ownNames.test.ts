import { describe, expect, it } from "vitest"
import { dns, extension, ip } from "../../certs-fixtures/extensionDer.js"
import { profileNames } from "../../src/assess/question.js"
import { errorsOf } from "./judged.js"

const names = (...all: readonly Uint8Array[]) => [extension.subjectAltName(all)]

describe.each(profileNames)("a certificate's own names, profile %s", (profile) => {
  it("have one code when there are none", () => {
    expect(errorsOf(profile, { without: ["2.5.29.17"] })).toEqual(["san-missing"])
  })

  it.each([
    ["a host", "imap.example.edu", names(dns("mail.example.edu"))],
    ["an address", "192.0.2.1", names(dns("mail.example.edu"), ip(192, 0, 2, 2))],
  ])("have one code when the common name, %s, is not among them", (_, subject, extensions) => {
    expect(errorsOf(profile, { subject, extensions })).toEqual(["common-name-not-covered"])
  })
})

describe("a common name", () => {
  it.each([
    ["is covered by a wildcard", "imap.example.edu", names(dns("*.example.edu"))],
    ["is an address among the names", "192.0.2.1", names(ip(192, 0, 2, 1))],
    ["is a single label", "mail", names(dns("mail.example.edu"))],
    ["is no host name", "Mail of the university", names(dns("mail.example.edu"))],
  ])("that %s is taken", (_, subject, extensions) => {
    expect(errorsOf("private", { subject, extensions })).toEqual([])
  })
})
