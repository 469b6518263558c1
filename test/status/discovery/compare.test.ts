import { describe, expect, it } from "vitest"
import { explanationOf } from "../../../src/lint/explanation.js"
import { discover } from "../../../src/status/discovery/ask.js"
import { compareWithFleet, type FleetComparison } from "../../../src/status/discovery/compare.js"
import { fleetOf, raw, resolves, siteSession, type Told } from "./site.js"

const own = raw("fleet.yaml")

/** The site beside its own fleet.yaml with one text for another. */
async function compared(from: string, to: string, told: Told = {}): Promise<FleetComparison> {
  if (!own.includes(from)) throw new Error(`no ${from} in fleet.yaml`)
  return compareWithFleet(fleetOf(own.replace(from, to)), await discover(siteSession(told), { resolves }))
}

const unsignable = expect.objectContaining({ kind: "name", name: "mail.lab.internal" })

describe("a fleet.yaml beside the running installation", () => {
  it("has no difference where one was written from the other, but for names that no CA signs", async () => {
    const { differences, unread, findings } = await compared("", "")
    expect(differences).toEqual([unsignable])
    expect(unread).toEqual([])
    expect(findings).toEqual([
      expect.objectContaining({
        code: "discovered-name-unsignable",
        severity: "notice",
        subject: { kind: "file", file: "fleet.yaml" },
      }),
    ])
  })

  it("lacks a server", async () => {
    const line = /^ {2}- \{ host: edge2.*\n/m.exec(own)?.[0] ?? ""
    const { differences, findings } = await compared(line, "")
    expect(differences).toEqual([
      { kind: "server", only: "installation", host: "edge2.example.edu", roles: ["proxy"] },
      unsignable,
    ])
    expect(findings[0]).toMatchObject({
      code: "discovered-server-missing",
      severity: "error",
      message: "the installation has the server edge2.example.edu (proxy), and fleet.yaml does not",
    })
  })

  it("has a server that the installation lacks, and name servers that are none of its business", async () => {
    const more =
      "servers:\n  - { host: mx7.example.edu, roles: [mta] }\n  - { host: ns1.example.edu, roles: [dns] }\n"
    const { differences, findings } = await compared("servers:\n", more)
    expect(differences[0]).toEqual({ kind: "server", only: "fleet", host: "mx7.example.edu", roles: ["mta"] })
    expect(differences).toHaveLength(2)
    const line = own.slice(0, own.indexOf("servers:\n")).split("\n").length + 1
    expect(findings[0]).toMatchObject({
      code: "discovered-server-unknown",
      severity: "warning",
      at: { line },
    })
  })

  it("knows a server by its service host name, too", async () => {
    const { differences } = await compared(
      "host: zm-a.example.edu, address: store2.example.edu",
      "host: store2.example.edu",
    )
    expect(differences).toEqual([unsignable])
  })

  it("has other roles", async () => {
    const { differences, findings } = await compared("roles: [proxy, mta]", "roles: [proxy, ldap]")
    expect(differences.slice(0, 2)).toEqual([
      { kind: "role", only: "installation", host: "edge1.example.edu", role: "mta" },
      { kind: "role", only: "fleet", host: "edge1.example.edu", role: "ldap" },
    ])
    expect(findings.slice(0, 2).map(({ code, severity }) => [code, severity])).toEqual([
      ["discovered-role-missing", "error"],
      ["discovered-role-unknown", "warning"],
    ])
  })

  it.each([
    [
      "https: 9443, ",
      "",
      { service: "https", inFleet: 8443, found: 9443 },
      "serves https on 9443 as mailbox, and serves it on 8443 by",
    ],
    [
      "pop3s: false",
      "pop3s: 7995",
      { service: "pop3s", inFleet: 7995, found: false },
      "does not serve pop3s as mailbox, and serves it on 7995 by",
    ],
    [
      "pop3s: false",
      "pop3s: false, imap: false",
      { service: "imap", inFleet: false, found: 7143 },
      "serves imap on 7143 as mailbox, and does not serve it by",
    ],
  ])("has another port: %s for %s", async (from, to, difference, said) => {
    const { differences, findings } = await compared(from, to)
    expect(differences).toEqual([
      { kind: "port", host: "store1.example.edu", role: "mailbox", ...difference },
      unsignable,
    ])
    expect(findings[0]).toMatchObject({
      code: "discovered-port-differs",
      message: expect.stringContaining(said),
    })
  })

  it("says what to write for a port, and loads with it", async () => {
    const { findings } = await compared("ports: { proxyAdmin: 9072 }", "ports: {}")
    expect(findings[0]?.hint).toBe("write ports: { proxy: { proxyAdmin: 9072 } }")
    const written = (findings[0]?.hint ?? "").replace(/^write /, "")
    const again = fleetOf(own.replace("ports: { proxyAdmin: 9072 }", written))
    const { differences } = compareWithFleet(again, await discover(siteSession(), { resolves }))
    expect(differences).toEqual([unsignable])
  })

  it("lacks a name that users come by, unless a wildcard covers it", async () => {
    const { differences, findings } = await compared("    - webmail.example.edu", "    - old.example.edu")
    expect(differences[0]).toMatchObject({
      kind: "name",
      name: "webmail.example.edu",
      reason: "virtual host of example.edu",
      obstacle: undefined,
    })
    expect(findings[0]).toMatchObject({ code: "discovered-name-missing", severity: "error" })
    expect((await compared("- webmail.example.edu", '- "*.example.edu"')).differences).toEqual([unsignable])
  })

  it("lacks the name that a server redirects its users to, unless its names were thought about", async () => {
    const plain = await compared(", names: [store2.example.edu]", "")
    expect(plain.differences[1]).toMatchObject({
      kind: "name",
      name: "store2.example.edu",
      reason: "service host name of zm-a.example.edu",
    })
    expect((await compared("names: [store2.example.edu]", "names: []")).differences).toEqual([unsignable])
  })

  it("has another LDAP master; of several any one will do", async () => {
    const other = (text: string): string =>
      text
        .replace("roles: [ldap], ldapMaster: true", "roles: [ldap]")
        .replace(
          "host: dir2.example.edu, roles: [ldap]",
          "host: dir2.example.edu, roles: [ldap], ldapMaster: true",
        )
    const found = await discover(siteSession(), { resolves })
    expect(compareWithFleet(fleetOf(other(own)), found).differences).toEqual([unsignable])
    const alone = await discover(siteSession({ master: "ldap://dir1.example.edu:389\n" }), { resolves })
    const { findings } = compareWithFleet(fleetOf(other(own)), alone)
    expect(findings[0]).toMatchObject({
      code: "discovered-ldap-master",
      message: "the LDAP master is dir1.example.edu, and fleet.yaml says dir2.example.edu",
    })
  })

  it("never says that nothing differs where something was not read", async () => {
    const { unread, findings } = await compared("", "", { master: "" })
    expect(unread).toHaveLength(1)
    expect(findings.at(-1)).toMatchObject({ code: "discovered-incomplete", severity: "error" })
  })

  it("has a code for everything it says that explain knows", async () => {
    const all = await compared("roles: [proxy, mta]", "roles: [proxy, ldap]", { master: "" })
    expect(all.findings.filter(({ code }) => explanationOf(code) === undefined)).toEqual([])
  })
})
