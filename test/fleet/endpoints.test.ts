import { describe, expect, it } from "vitest"
import { endpointsOf } from "../../src/fleet/endpoints.js"
import { exampleFleet, fleetOf } from "./fixtures.js"

function ports(fleet: ReturnType<typeof fleetOf>, host: string): string[] {
  return endpointsOf(fleet)
    .filter((endpoint) => endpoint.host === host)
    .map(({ role, service, port }) => `${role} ${service} ${port}`)
}

const fleetWith = (servers: string) =>
  fleetOf(`certificate: { commonName: mail.example.edu }\nservers:\n${servers}`)

describe("endpointsOf", () => {
  it("moves exactly the services that a proxy serves behind it", () => {
    expect(ports(exampleFleet(), "mbs01.example.edu")).toEqual([
      "mailbox https 443",
      "mailbox admin 7071",
      "mailbox lmtp 7025",
      "mailbox imaps 7993",
      "mailbox pop3s 7995",
      "mailbox imap 7143",
      "mailbox pop3 7110",
    ])
  })

  it("leaves out what a server does not serve", () => {
    expect(ports(exampleFleet(), "prx01.example.edu")).toEqual([
      "proxy imaps 993",
      "proxy pop3s 995",
      "proxy imap 143",
      "proxy pop3 110",
    ])
  })

  it("has nothing for a name server", () => {
    expect(ports(exampleFleet(), "ns01.example.edu")).toEqual([])
  })

  it("keeps the usual ports where there is no proxy", () => {
    expect(ports(exampleFleet("single-server"), "mail.example.edu")).toContain("mailbox imaps 993")
  })

  it("has the proxy's admin port only where it is given", () => {
    const fleet = exampleFleet("with-proxies")
    expect(ports(fleet, "edge1.example.edu")).toEqual([
      "proxy https 443",
      "proxy imaps 993",
      "proxy pop3s 995",
      "proxy imap 143",
      "proxy pop3 110",
      "proxy proxyAdmin 9071",
      "mta smtp 25",
      "mta submission 587",
    ])
    expect(ports(fleet, "store1.example.edu")).toContain("mailbox https 8443")
  })

  it("moves and switches off each role's own ports on a server that is mailbox and proxy at once", () => {
    const fleet = fleetWith(
      "  - { host: a.example.edu, roles: [mailbox, proxy], ports: { mailbox: { imaps: 7994, pop3: false }, proxy: { https: 444, imap: false }, admin: 7072 } }\n",
    )
    expect(ports(fleet, "a.example.edu")).toEqual([
      "mailbox https 8443",
      "mailbox admin 7072",
      "mailbox lmtp 7025",
      "mailbox imaps 7994",
      "mailbox pop3s 7995",
      "mailbox imap 143",
      "proxy https 444",
      "proxy imaps 993",
      "proxy pop3s 995",
      "proxy pop3 110",
    ])
  })

  it("takes ldap for a service with a port, and for a role with several", () => {
    const fleet = fleetWith(
      "  - { host: a.example.edu, roles: [ldap], ldapMaster: true, ports: { ldap: 390 } }\n  - { host: b.example.edu, roles: [ldap], ports: { ldap: { ldap: 391, ldaps: false } } }\n",
    )
    expect(ports(fleet, "a.example.edu")).toEqual(["ldap ldap 390", "ldap ldaps 636"])
    expect(ports(fleet, "b.example.edu")).toEqual(["ldap ldap 391"])
  })

  it("proves from where the port says, else its server, else the fleet", () => {
    const fleet = fleetOf(`certificate: { commonName: mail.example.edu }
prove: direct
servers:
  - { host: a.example.edu, roles: [mta], ports: { smtp: { prove: ssh }, submission: { port: 588, prove: auto }, smtps: 466 } }
  - { host: b.example.edu, roles: [ldap], prove: ssh, ports: { ldap: { ldap: { prove: direct } } } }
  - { host: c.example.edu, roles: [mta], ports: { submission: false, smtps: false } }
`)
    expect(endpointsOf(fleet).map(({ host, port, prove }) => `${host[0]} ${port} ${prove}`)).toEqual([
      "a 25 ssh",
      "a 588 auto",
      "a 466 direct",
      "b 389 direct",
      "b 636 ssh",
      "c 25 direct",
    ])
  })

  it("asks for a name that the server has in the certificate", () => {
    const fleet = fleetWith(
      '  - { host: a.example.edu, roles: [mta], names: ["*.example.edu", smtp.example.edu] }\n  - { host: b.example.edu, roles: [mta] }\n',
    )
    expect([...new Set(endpointsOf(fleet).map(({ sni }) => sni))]).toEqual([
      "smtp.example.edu",
      "b.example.edu",
    ])
  })
})
