import { describe, expect, it } from "vitest"
import { namesOf, reasonText } from "../../src/fleet/names.js"
import { exampleFleet, fleetOf } from "./fixtures.js"

const fleetWith = (certificate: string, rest = "") =>
  fleetOf(`certificate: { ${certificate} }
servers:
  - { host: mail.example.edu, roles: [mailbox] }
${rest}`)

function listed(fleet: ReturnType<typeof fleetOf>): string[] {
  return namesOf(fleet).names.map(
    ({ entry, reasons }) => `${entry.value}: ${reasons.map(reasonText).join("; ")}`,
  )
}

function found(fleet: ReturnType<typeof fleetOf>): string[] {
  return namesOf(fleet).findings.map(
    ({ code, severity, at }) => `${at?.line}:${at?.column} ${severity} ${code}`,
  )
}

describe("namesOf", () => {
  it("lists the names of the example with their reasons, the common name first", () => {
    expect(listed(exampleFleet())).toEqual([
      "mail.example.edu: common name; farm zimbra-web",
      "imap.example.edu: farm zimbra-proxy",
      "pop.example.edu: farm zimbra-proxy",
      "smtp.example.edu: farm zimbra-mx",
      "mx.example.edu: farm zimbra-mx",
      "mbs01.example.edu: server mbs01.example.edu (mailbox)",
      "mbs02.example.edu: server mbs02.example.edu (mailbox)",
      "mbs03.example.edu: server mbs03.example.edu (mailbox)",
      "mbs04.example.edu: server mbs04.example.edu (mailbox)",
      "ldap01.example.edu: server ldap01.example.edu (ldap)",
      "ldap02.example.edu: server ldap02.example.edu (ldap)",
      "prx01.example.edu: server prx01.example.edu (proxy)",
      "prx02.example.edu: server prx02.example.edu (proxy)",
      "mx01.example.edu: server mx01.example.edu (mta)",
      "mx02.example.edu: server mx02.example.edu (mta)",
      "webmail.example.edu: additional",
      "mailhost.example.edu: additional",
      "mailout.example.edu: additional",
    ])
    expect(found(exampleFleet())).toEqual([])
  })

  it("merges names that differ only in case or in the form of an IDN", () => {
    const fleet = fleetWith(
      "commonName: Bücher.example.edu, additionalNames: [XN--BCHER-KVA.example.edu, MAIL.example.edu]",
    )
    expect(listed(fleet)).toEqual([
      "xn--bcher-kva.example.edu: common name; additional",
      "mail.example.edu: server mail.example.edu (mailbox); additional",
    ])
  })

  it("points at the line of each name that no public CA signs", () => {
    const fleet = fleetWith(
      "commonName: mail.example.edu, additionalNames: [mail.corp, mail, 10.0.0.5, mail.example.eud, a_b.example.edu, x.ip6.arpa, '*.edu', ab--c.example.edu]",
      "farms:\n  - { name: web, names: [web.local], members: [mail.example.edu] }\n",
    )
    expect(found(fleet)).toEqual([
      "5:26 error name-internal",
      "1:64 error name-internal",
      "1:75 error name-single-label",
      "1:81 error name-reserved-ip",
      "1:91 error name-unknown-tld",
      "1:109 error name-underscore",
      "1:126 error name-arpa",
      "1:138 error name-public-suffix-wildcard",
      "1:147 error name-reserved-hyphens",
    ])
  })

  it("minds only bad syntax with the private profile", () => {
    const fleet = fleetWith(
      "commonName: 10.0.0.5, profile: private, additionalNames: [mail.corp, mail, a_b.corp, 'm*l.corp', 'https://x']",
    )
    expect(found(fleet)).toEqual(["1:101 error name-syntax", "1:113 error name-syntax"])
    expect(listed(fleet)).toHaveLength(5)
  })

  it("reports the host line for a server whose host name is refused, and its names where it has them", () => {
    const fleet = fleetOf(`certificate: { commonName: mail.example.edu }
servers:
  - { host: mbs01.corp, roles: [mailbox] }
  - { host: mbs02.corp, roles: [mailbox], names: [mail.example.edu, mbs02] }
`)
    expect(found(fleet)).toEqual(["3:13 error name-internal", "4:69 error name-single-label"])
  })

  it("reports a common name that is too long or an address", () => {
    expect(found(fleetWith(`commonName: ${"a".repeat(53)}.example.edu`))).toEqual([
      "1:28 error name-common-name-too-long",
    ])
    expect(found(fleetWith("commonName: 8.8.8.8"))).toEqual(["1:28 error name-common-name-ip"])
  })

  it("warns above 250 names", () => {
    const many = Array.from({ length: 249 }, (_, index) => `n${index}.example.edu`)
    expect(found(fleetWith(`commonName: www.example.edu, additionalNames: [${many}]`))).toEqual([
      "1:28 warning name-too-many",
    ])
    expect(found(fleetWith(`commonName: www.example.edu, additionalNames: [${many.slice(1)}]`))).toEqual([])
  })
})
