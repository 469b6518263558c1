import { describe, expect, it } from "vitest"
import { ldapUrlsIn, serverSettings } from "../../src/zimbra/serverSettings.js"

function settings(attributes: Readonly<Record<string, string | readonly string[]>>) {
  const entries = Object.entries(attributes).map(([name, value]) => [name, [value].flat()] as const)
  return serverSettings({ name: "x.example.edu", attributes: new Map(entries) })
}

describe("serverSettings", () => {
  it("tells services that are switched on from those that are only installed", () => {
    expect(
      settings({
        zimbraServiceEnabled: ["stats", "mta"],
        zimbraServiceInstalled: ["stats", "mta", "proxy", "memcached"],
      }),
    ).toMatchObject({ roles: ["mta"], switchedOff: ["proxy"] })
  })

  it("takes what LDAP leaves out for unknown, not for off", () => {
    const { serviceHost, ports } = settings({ zimbraServiceEnabled: "mailbox", zimbraMailSSLPort: "many" })
    expect(serviceHost).toBe("x.example.edu")
    expect(new Set(ports.map(({ port }) => port))).toEqual(new Set([undefined]))
  })

  it("has no admin console on a proxy unless it is switched on", () => {
    const port = (extra: Readonly<Record<string, string>>): unknown =>
      settings({ zimbraServiceEnabled: "proxy", zimbraAdminProxyPort: "9071", ...extra }).ports.find(
        ({ service }) => service === "proxyAdmin",
      )?.port
    expect(port({})).toBe(false)
    expect(port({ zimbraReverseProxyAdminEnabled: "FALSE" })).toBe(false)
    expect(port({ zimbraReverseProxyAdminEnabled: "TRUE" })).toBe(9071)
  })

  it("knows the proxy by its name before 8.5, and LDAP by Carbonio's", () => {
    expect(settings({ zimbraServiceEnabled: "imapproxy" }).roles).toEqual(["proxy"])
    expect(settings({ zimbraServiceEnabled: "directory-server" }).roles).toEqual(["ldap"])
  })

  it("takes a server with web applications alone for a mailbox that listens for browsers only", () => {
    const listening = (services: readonly string[]): string[] =>
      settings({
        zimbraServiceEnabled: services,
        zimbraMailSSLPort: "8443",
        zimbraAdminPort: "7071",
        zimbraLmtpBindPort: "7025",
        zimbraImapSSLBindPort: "7993",
      }).ports.flatMap(({ service, port }) => (typeof port === "number" ? [service] : []))
    expect(listening(["zimbra", "zimbraAdmin", "zimlet"])).toEqual(["https", "admin"])
    expect(listening(["mailbox", "service"])).toEqual(["https", "admin", "lmtp", "imaps"])
  })
})

describe("ldapUrlsIn", () => {
  it("reads one URL or several, with and without a port", () => {
    expect(ldapUrlsIn("ldap://A.example.edu:389 ldaps://b.example.edu ldap://c.example.edu:1389/\n")).toEqual(
      [
        { host: "a.example.edu", service: "ldap", port: 389 },
        { host: "b.example.edu", service: "ldaps", port: 636 },
        { host: "c.example.edu", service: "ldap", port: 1389 },
      ],
    )
  })

  it("finds none in chatter, and one behind it", () => {
    expect(ldapUrlsIn("Welcome!ldap://a.example.edu:389\n")).toEqual([
      { host: "a.example.edu", service: "ldap", port: 389 },
    ])
    expect(ldapUrlsIn("ldap://a b://c ldap://d:99999999 ldapi:///x\n")).toEqual([
      { host: "a", service: "ldap", port: 389 },
    ])
    expect(ldapUrlsIn("Warning: null valued key 'ldap_master_url'\n")).toEqual([])
  })
})
