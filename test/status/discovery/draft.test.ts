import { describe, expect, it } from "vitest"
import { endpointsOf } from "../../../src/fleet/endpoints.js"
import { namesOf } from "../../../src/fleet/names.js"
import { discover } from "../../../src/status/discovery/ask.js"
import { draftOf } from "../../../src/status/discovery/draftDiscovered.js"
import { draftText } from "../../../src/status/discovery/draftText.js"
import { fleetOf, raw, resolves, siteSession, type Told } from "./site.js"

const day = "2026-11-27"

async function drafted(told: Told = {}): Promise<string> {
  return draftText(draftOf(await discover(siteSession(told), { resolves }), day))
}

/** The site's details with one line for another. */
function details(from: string, to: string): string {
  const text = raw("details.txt")
  if (!text.includes(from)) throw new Error(`no ${from} in details.txt`)
  return text.replace(from, to)
}

describe("the draft of a site's fleet.yaml", () => {
  it("is the one that its raw text comes to", async () => {
    expect(await drafted()).toBe(raw("fleet.yaml"))
  })

  it("loads at once, with servers, roles, addresses and the first of two LDAP masters", async () => {
    const { servers } = fleetOf(await drafted())
    expect(servers.map(({ host, roles, ldapMaster }) => [host, roles.join(" "), ldapMaster])).toEqual([
      ["store1.example.edu", "mailbox", false],
      ["zm-a.example.edu", "mailbox", false],
      ["edge1.example.edu", "proxy mta", false],
      ["edge2.example.edu", "proxy", false],
      ["mx-old.example.edu", "mta", false],
      ["dir1.example.edu", "ldap", true],
      ["dir2.example.edu", "ldap", false],
    ])
    expect(servers.find(({ host }) => host.startsWith("zm-a"))?.address).toBe("store2.example.edu")
  })

  it("comes to exactly the ports that the raw text says", async () => {
    const ports = new Map<string, string[]>()
    for (const { host, service, port } of endpointsOf(fleetOf(await drafted())))
      ports.set(host, [...(ports.get(host) ?? []), `${service} ${port}`])
    expect(Object.fromEntries(ports)).toEqual({
      "store1.example.edu": ["https 9443", "admin 7443", "lmtp 7025", "imaps 7993", "imap 7143", "pop3 7110"],
      "zm-a.example.edu": ["admin 7071", "lmtp 7025", "imaps 7993", "pop3s 7995", "imap 7143"],
      "edge1.example.edu": [
        ...["https 443", "imaps 993", "pop3s 995", "imap 143", "pop3 110", "proxyAdmin 9072"],
        ...["smtp 25", "submission 587", "smtps 465"],
      ],
      "edge2.example.edu": ["imaps 10993", "pop3s 995", "imap 143", "pop3 110"],
      "mx-old.example.edu": ["smtp 25", "submission 587", "smtps 465"],
      "dir1.example.edu": ["ldap 389", "ldaps 636"],
      "dir2.example.edu": ["ldap 1389", "ldaps 636"],
    })
  })

  it("asks for the names that users come by, and for no name that has a certificate of its own", async () => {
    const { names, findings } = namesOf(fleetOf(await drafted()))
    expect(findings).toEqual([])
    expect(names.map(({ entry }) => entry.value)).toEqual([
      ...["mail.example.edu", "store1.example.edu", "store2.example.edu", "edge1.example.edu"],
      ...["edge2.example.edu", "mx-old.example.edu", "dir1.example.edu", "dir2.example.edu"],
      ...["webmail.example.edu", "mailhost.example.edu"],
    ])
  })

  it("suggests farms in a comment that loads once it is none any more", async () => {
    const text = await drafted()
    expect(fleetOf(text).farms).toEqual([])
    const { farms } = fleetOf(text.replace(/^# farms:\n(# {2}.*\n)+/m, (block) => block.replace(/^# /gm, "")))
    expect(farms.map(({ name, members }) => [name, members])).toEqual([
      ["imap-pop", ["edge1.example.edu", "edge2.example.edu"]],
      ["mx", ["edge1.example.edu", "mx-old.example.edu"]],
    ])
  })

  it("writes ports by role where two roles of a server serve the same", async () => {
    const both = details("zimbraServiceEnabled: memcached", "zimbraServiceEnabled: mailbox")
    const text = await drafted({ details: both })
    expect(text).toContain(
      "{ host: edge1.example.edu, roles: [mailbox, proxy, mta], ports: { proxyAdmin: 9072, mailbox: { https: false } } }",
    )
    expect(
      endpointsOf(fleetOf(text)).filter(
        ({ host, service }) => host.startsWith("edge1") && service === "https",
      ),
    ).toEqual([expect.objectContaining({ role: "proxy", port: 443 })])
  })

  it("takes the first of several URLs of one master, of each kind", async () => {
    const master = "ldap://dir1.example.edu:1389 ldap://dir1.example.edu:2389 ldaps://dir1.example.edu:1636\n"
    expect(await drafted({ master })).toContain(
      "{ host: dir1.example.edu, roles: [ldap], ldapMaster: true, ports: { ldap: 1389, ldaps: 1636 } }",
    )
  })

  it("names Carbonio's user and home", async () => {
    const text = await drafted({ found: "@user zextras\n@home /opt/zextras\n@done 1\n" })
    expect(fleetOf(text).zimbra).toEqual({ user: "zextras", home: "/opt/zextras" })
  })

  it("leaves the choice of the LDAP master to a human where it could not be read", async () => {
    const text = await drafted({ master: "" })
    expect(text).toContain("# - the LDAP master could not be read (zmlocalconfig ldap_master_url)")
    expect(() => fleetOf(text)).toThrow("none of the LDAP servers is the master")
  })

  it("is for a private CA where no name could be in a public certificate", async () => {
    const inside = [raw("names.txt"), raw("details.txt"), raw("master.txt")].map((text) =>
      text.replaceAll("example.edu", "campus.internal"),
    )
    const [names = "", all = "", master = ""] = inside
    const fleet = fleetOf(await drafted({ names, details: all, master }))
    expect(fleet.certificate).toMatchObject({ profile: "private", commonName: "mail.campus.internal" })
    expect(namesOf(fleet).findings).toEqual([])
  })

  it("keeps the name of a server out of a public certificate that could not have it", async () => {
    const text = await drafted({
      details: details("Hostname: edge2.example.edu", "Hostname: edge2.internal"),
    })
    expect(fleetOf(text).servers.find(({ host }) => host.startsWith("edge2"))?.names).toEqual([])
    expect(text).toContain("# CHECK: not in the certificate: edge2.internal is an internal name")
  })

  it("takes a proxy for the common name where no domain has a name", async () => {
    const bare = raw("details.txt").replace(/^zimbra(PublicServiceHostname|VirtualHostname): .*\n/gm, "")
    const fleet = fleetOf(await drafted({ details: bare }))
    expect(fleet.certificate.commonName).toBe("edge1.example.edu")
  })

  it("lets no text of LDAP out of a comment or a value", async () => {
    const evil = details(
      "zimbraVirtualHostname: webmail.example.edu",
      'zimbraVirtualHostname: web\u2028mail"\nzimbraVirtualHostname: no\nzimbraVirtualHostname: a b: [c] # d\u202e',
    )
    const text = await drafted({ details: evil })
    expect(text).toMatch(/^[ -~\n]*$/)
    expect(text).toContain("  # - no: no has no domain")
    expect(fleetOf(text).certificate.additionalNames).toEqual(["mailhost.example.edu"])
  })
})
