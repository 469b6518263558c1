import { describe, expect, it } from "vitest"
import { endpointName } from "../../src/probe/endpoint.js"
import { endpointProblem, fromFleet, parseEndpoint } from "../../src/probe/protocol.js"
import { services } from "../../src/zimbra/services.js"

describe("parseEndpoint", () => {
  it.each([
    ["mail.example.edu", "mail.example.edu", 443, "https"],
    ["Mail.Example.EDU:8443", "mail.example.edu", 8443, "https"],
    ["mail.example.edu.:443", "mail.example.edu", 443, "https"],
    ["mx01.example.edu:25", "mx01.example.edu", 25, "smtp"],
    ["mx01.example.edu:465", "mx01.example.edu", 465, "smtps"],
    ["smtp://mx01.example.edu", "mx01.example.edu", 25, "smtp"],
    ["smtp://mx01.example.edu:2525", "mx01.example.edu", 2525, "smtp"],
    ["ldap://127.0.0.1:1389", "127.0.0.1", 1389, "ldap"],
    ["[::1]:7993", "::1", 7993, "imaps"],
    ["https://[2001:db8::1]", "2001:db8::1", 443, "https"],
  ])("reads %s", (text, host, port, protocol) => {
    expect(parseEndpoint(text)).toMatchObject({ host, port, protocol, service: protocol })
  })

  it.each([
    "",
    ":443",
    "a b:443",
    "mail.example.edu:0",
    "mail.example.edu:65536",
    "ftp://mail.example.edu",
    "::1",
    "a@b:1",
  ])("refuses %j", (text) => {
    expect(parseEndpoint(text)).toBeUndefined()
  })
})

describe("the protocols of Zimbra's services", () => {
  it("ends in s exactly where a mail or LDAP service begins with TLS", () => {
    const spoken = services.map(({ name, protocol }) => `${name} ${protocol}`)
    expect(new Set(spoken)).toEqual(
      new Set([
        "https https",
        "admin https",
        "proxyAdmin https",
        "lmtp lmtp",
        "imaps imaps",
        "pop3s pop3s",
        "imap imap",
        "pop3 pop3",
        "smtp smtp",
        "submission smtp",
        "smtps smtps",
        "ldap ldap",
        "ldaps ldaps",
      ]),
    )
  })
})

describe("fromFleet", () => {
  it("keeps where to connect and what name to ask for", () => {
    expect(
      fromFleet({
        host: "mbs01.example.edu",
        address: "127.0.0.1",
        port: 8443,
        service: "https",
        role: "mailbox",
        protocol: "https",
        sni: "mail.example.edu",
        behindProxy: false,
        prove: "auto",
      }),
    ).toEqual({
      host: "mbs01.example.edu",
      address: "127.0.0.1",
      port: 8443,
      service: "https",
      sni: "mail.example.edu",
      protocol: "https",
      prove: "auto",
    })
  })
})

describe("the port of a protocol", () => {
  const usual = {
    https: 443,
    smtp: 25,
    smtps: 465,
    lmtp: 7025,
    imap: 143,
    imaps: 993,
    pop3: 110,
    pop3s: 995,
    ldap: 389,
    ldaps: 636,
  } as const

  it.each(Object.entries(usual))("is for %s %i, and the other way round", (protocol, port) => {
    expect(parseEndpoint(`${protocol}://mail.example.edu`)).toMatchObject({ protocol, port })
    expect(parseEndpoint(`mail.example.edu:${port}`)).toMatchObject({ protocol, port })
  })

  it.each([
    ["smtp", 587],
    ["imap", 7143],
    ["imaps", 7993],
    ["pop3", 7110],
    ["pop3s", 7995],
    ["https", 8443],
    ["https", 7071],
  ])("tells %s on %i, too", (protocol, port) => {
    expect(parseEndpoint(`mail.example.edu:${port}`)).toMatchObject({ protocol, port })
  })
})

describe("endpointName", () => {
  it.each([
    ["mail.example.edu", "mail.example.edu:443"],
    ["192.0.2.1", "192.0.2.1:443"],
    ["2001:db8::1", "[2001:db8::1]:443"],
  ])("of %s is read back as the same endpoint", (host, name) => {
    expect(endpointName({ host, port: 443 })).toBe(name)
    expect(parseEndpoint(name)).toMatchObject({ host, port: 443 })
  })
})

describe("endpointProblem", () => {
  it.each([
    ["mail.example.edu:99999", "a port is a number from 1 to 65535"],
    ["mail.example.edu:0", "a port is a number from 1 to 65535"],
    ["https://[::1]:70000/", "a port is a number from 1 to 65535"],
    ["mail.example.edu:imaps", "a port is a number: 993 for imaps"],
    ["http://mail.example.edu", expect.stringMatching(/^there is no protocol http: there are https, /)],
    ["mail.pem", undefined],
    ["C:/certificates/mail.pem", undefined],
    ["mail.example.edu:443", undefined],
  ])("says what is wrong with %s", (text, problem) => {
    expect(endpointProblem(text)).toEqual(problem)
  })
})
