import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { loadFleet } from "../../src/fleet/load.js"
import { exampleFleet, fleetOf, fleetsFolder } from "./fixtures.js"

const smallest = `certificate:
  commonName: mail.example.edu
servers:
  - host: Mail.example.edu
    roles: [mailbox, ldap]
`

function problems(text: string): string[] {
  return loadFleet(text, "fleet.yaml").findings.map(
    ({ code, at, message, hint }) => `${at?.line}:${at?.column} ${code}: ${message} (${hint ?? ""})`,
  )
}

describe("loadFleet", () => {
  it.each(readdirSync(fleetsFolder))("accepts %s", (name) => {
    expect(loadFleet(readFileSync(join(fleetsFolder, name), "utf8"), name).findings).toEqual([])
  })

  it.each(["/opt/../../etc", "/opt/./zimbra", "/opt//zimbra", "/..", "/opt/zimbra/", "opt/zimbra", "/"])(
    "takes %s for no home of Zimbra's",
    (home) => {
      const text = `certificate: { commonName: mail.example.edu }\nzimbra: { home: "${home}" }\nservers: [{ host: mbs01.example.edu, roles: [mailbox] }]\n`
      expect(loadFleet(text, "fleet.yaml").findings).toMatchObject([{ at: { line: 2 } }])
      expect(loadFleet(text.replace(home, "/srv/..zimbra/8.8"), "fleet.yaml").findings).toEqual([])
    },
  )

  it("takes no time that a timer cannot wait", () => {
    const [problem, ...others] = problems(`${smallest}ssh: { connectTimeout: 3000000 }\n`)
    expect(problem).toContain("expected at most 86400 seconds")
    expect(others).toEqual([])
    expect(problems(`${smallest}ssh: { connectTimeout: 86400 }\n`)).toEqual([])
  })

  it("reads the twelve servers of the example", () => {
    const fleet = exampleFleet()
    expect(fleet.servers).toHaveLength(12)
    expect(fleet.servers.filter(({ ldapMaster }) => ldapMaster).map(({ host }) => host)).toEqual([
      "ldap01.example.edu",
    ])
    expect(fleet.servers.at(-1)).toMatchObject({ roles: ["dns"], names: [] })
    expect(fleet.farms.map(({ name, minimum }) => [name, minimum])).toEqual([
      ["zimbra-web", 3],
      ["zimbra-proxy", 1],
      ["zimbra-mx", 1],
    ])
  })

  it("fills in every default", () => {
    const fleet = fleetOf(smallest)
    expect(fleet).toMatchObject({
      file: "fleet.yaml",
      certificate: { key: "rsa-2048", profile: "public", subject: {}, additionalNames: [] },
      zimbra: { user: "zimbra", home: "/opt/zimbra" },
      farms: [],
      ssh: { user: "root", agent: true, connectTimeout: 10 },
      rollout: { restart: "services", localOnly: false },
    })
    expect(fleet.servers).toEqual([
      {
        host: "mail.example.edu",
        address: "mail.example.edu",
        sshPort: 22,
        roles: ["mailbox", "ldap"],
        ldapMaster: true,
        names: ["Mail.example.edu"],
        ports: [],
        prove: "auto",
      },
    ])
  })

  it("says where anything is", () => {
    const fleet = fleetOf(smallest)
    expect(fleet.where(["certificate", "commonName"])).toEqual({ line: 2, column: 15 })
    expect(fleet.where(["servers", 0, "roles", 1])).toEqual({ line: 5, column: 22 })
  })

  it("says where the nearest parent is when the file leaves the value out", () => {
    expect(fleetOf(smallest).where(["servers", 0, "names", 0])).toEqual({ line: 4, column: 5 })
    expect(fleetOf(smallest).where(["farms", 3, "name"])).toEqual({ line: 1, column: 1 })
  })

  it("names the nearest right key for an unknown one", () => {
    expect(problems(smallest.replace("commonName", "comonName"))).toEqual([
      "2:3 fleet-missing-key: commonName is missing in certificate (add commonName; certfleet help fleet shows every part of the file)",
      "2:3 fleet-unknown-key: unknown key comonName in certificate (did you mean commonName?)",
    ])
  })

  it("lists the known keys when none is near", () => {
    expect(problems(`${smallest}ssh: { zzzzzzzzz: 1 }\n`)).toEqual([
      "6:8 fleet-unknown-key: unknown key zzzzzzzzz in ssh (known here: user, port, identityFile, agent, knownHosts, connectTimeout)",
    ])
  })

  it("reports every problem at once, each at its line", () => {
    const text = `certificate:
  commonName: mail.example.edu
  key: rsa-2084
servers:
  - host: "mail; rm -rf"
    roles: [mailbox, postman]
    ports: { htps: 8443, imaps: 70000 }
farms:
rollout: { parallel: many }
`
    expect(problems(text)).toEqual([
      '3:8 fleet-invalid-value: certificate.key: expected rsa-2048, rsa-3072, rsa-4096, ec-p256, ec-p384, found "rsa-2084" (did you mean rsa-2048?)',
      '5:11 fleet-invalid-value: servers[0].host: expected a host name of letters, digits, hyphens and dots, found "mail; rm -rf" (certfleet help fleet shows every part of the file)',
      '6:22 fleet-invalid-value: servers[0].roles[1]: expected mailbox, ldap, proxy, mta, dns, found "postman" (certfleet help fleet shows every part of the file)',
      expect.stringMatching(
        /^7:33 fleet-invalid-value: servers\[0\]\.ports\.imaps: expected a port, 1 to 65535/,
      ),
      "7:14 fleet-unknown-key: unknown key htps in servers[0].ports (did you mean https?)",
      expect.stringMatching(/^8:7 fleet-invalid-value: farms: expected a list, found nothing/),
      expect.stringMatching(
        /^9:22 fleet-invalid-value: rollout.parallel: expected a whole number, found "many"/,
      ),
    ])
  })

  it("shows nothing of a key that was named for a fleet, or stands in one", () => {
    const file = new URL("../../certs-fixtures/keys/rfc9500-p256.key", import.meta.url)
    const key = readFileSync(file, "utf8")
    const body = key.split("\n").slice(1, -2).join("")
    for (const text of [key, body, `servers: ${body}\n`, `certificate: { key: "${body}" }\n`]) {
      const said = problems(text).join("\n")
      if (text !== key) expect(said).toMatch(/found text/)
      for (let from = 0; from + 12 <= body.length; from++)
        expect(said).not.toContain(body.slice(from, from + 12))
    }
  })

  it.each([
    ["acme: { directory: 'https://mail:S3CRET@ca.example.org/' }", "acme.directory"],
    ["acme: { proxy: { url: 'http://mail:S3CRET@proxy:3128' } }", "acme.proxy.url"],
    ["acme: { proxy: { url: 'mail:S3CRET@proxy:3128' } }", "acme.proxy.url"],
    ["acme: { eab: { kid: one, keyEnv: 'S3CRET 1' } }", "acme.eab.keyEnv"],
    ["digicert: { keyEnv: 'S3CRET-1' }", "digicert.keyEnv"],
    ["acme: { challenge: { http-01: { hook: 'issue --token S3CRET' } } }", "acme.challenge.http-01.hook"],
  ])("shows no secret of %s", (issuer, path) => {
    const said = problems(smallest.replace(/^ {2}commonName:/m, `  issuer: { ${issuer} }\n$&`)).join("\n")
    expect(said).toContain(`certificate.issuer.${path}: expected`)
    expect(said).not.toContain("S3CRET")
  })

  it.each([
    ["broken flow", "servers: [", "1:11"],
    ["a key given twice", `${smallest}certificate: {}\n`, "6:1"],
    ["two documents", `${smallest}---\n${smallest}`, "6:1"],
    ["a tab as indentation", "certificate:\n\tcommonName: x\n", "2:1"],
  ])("reports %s as YAML that is not valid", (_, text, place) => {
    const found = problems(text)
    expect(found.length).toBeGreaterThan(0)
    expect(found[0]).toMatch(new RegExp(`^${place} fleet-syntax: not valid YAML`))
  })

  it.each(["", "# nothing\n", "just text\n", "- a list\n"])("reports %j as not being a fleet", (text) => {
    expect(problems(text)).toEqual([expect.stringContaining("the file: expected keys with values")])
  })

  it("gives up on aliases that multiply without end", () => {
    const bomb = Array.from({ length: 12 }, (_, level) =>
      level === 0
        ? "a0: &a0 [x, x, x, x, x, x, x, x, x]"
        : `a${level}: &a${level} [${`*a${level - 1}, `.repeat(9)}]`,
    ).join("\n")
    expect(problems(bomb)).toEqual([expect.stringContaining("alias")])
  })

  it("follows aliases to the line where the value stands", () => {
    const fleet = fleetOf(`${smallest}farms:
  - { name: a, names: &names [mail.example.edu], members: [mail.example.edu] }
  - { name: b, names: *names, members: [mail.example.edu] }
`)
    expect(fleet.where(["farms", 1, "names", 0])).toEqual({ line: 7, column: 31 })
  })
})

describe("the cross-checks of loadFleet", () => {
  const base = (servers: string, rest = ""): string =>
    `certificate: { commonName: mail.example.edu }\nservers:\n${servers}${rest}`

  it.each([
    [
      "a member that is no server",
      base(
        "  - { host: mbs01.example.edu, roles: [mailbox] }\n",
        "farms:\n  - { name: web, members: [msb01.example.edu] }\n",
      ),
      "5:28 fleet-unknown-member: farm web has the member msb01.example.edu, which is no server of this file (did you mean mbs01.example.edu?)",
    ],
    [
      "a host that is there twice, in another case",
      base("  - { host: a.example.edu, roles: [mailbox] }\n  - { host: A.example.edu, roles: [mta] }\n"),
      "4:13 fleet-duplicate: server a.example.edu is there twice, first on line 3 (remove one of the two)",
    ],
    [
      "two hosts at one address",
      base(
        "  - { host: a.example.edu, address: 10.0.0.1, roles: [mailbox] }\n  - { host: b.example.edu, address: 10.0.0.1, roles: [mta] }\n",
      ),
      "4:37 fleet-duplicate: address 10.0.0.1 (SSH port 22) is there twice, first on line 3 (remove one of the two)",
    ],
    [
      "no LDAP master among two",
      base("  - { host: a.example.edu, roles: [ldap] }\n  - { host: b.example.edu, roles: [ldap] }\n"),
      "3:5 fleet-ldap-master: none of the LDAP servers is the master (set ldapMaster: true on the one server that is the LDAP master)",
    ],
    [
      "two LDAP masters",
      base(
        "  - { host: a.example.edu, roles: [ldap], ldapMaster: true }\n  - { host: b.example.edu, roles: [ldap], ldapMaster: true }\n",
      ),
      "4:55 fleet-ldap-master: b.example.edu is a second LDAP master (set ldapMaster: true on the one server that is the LDAP master)",
    ],
    [
      "an LDAP master that is no LDAP server",
      base("  - { host: a.example.edu, roles: [mta], ldapMaster: true }\n"),
      "3:54 fleet-ldap-master: a.example.edu is the LDAP master but has no role ldap (set ldapMaster: true on the one server that is the LDAP master)",
    ],
    [
      "a port of a service that the server's roles do not have",
      base("  - { host: a.example.edu, roles: [mta], ports: { imaps: 1993 } }\n"),
      "3:58 fleet-port-without-role: a.example.edu has a port for imaps, but only mailbox and proxy servers serve that (add the role, or remove the port)",
    ],
    [
      "a port of a service that two roles of the server have",
      base("  - { host: a.example.edu, roles: [mailbox, proxy], ports: { https: 444 } }\n"),
      "3:69 fleet-port-ambiguous: a.example.edu serves https as mailbox and as proxy: whose port is meant? (write mailbox: { https: 444 } or proxy: { https: 444 } under ports)",
    ],
    [
      "a port by a role that the server does not have",
      base("  - { host: a.example.edu, roles: [mailbox], ports: { proxy: { imaps: 994 } } }\n"),
      "3:71 fleet-port-without-role: a.example.edu has a port for imaps, but only proxy servers serve that (add the role, or remove the port)",
    ],
    [
      "a port of a service that a role never has",
      base("  - { host: a.example.edu, roles: [proxy], ports: { proxy: { smtp: 26 } } }\n"),
      "3:62 fleet-unknown-key: unknown key smtp in servers[0].ports.proxy (did you mean imap?)",
    ],
    [
      "nonsense for the word that is a role and a service",
      base("  - { host: a.example.edu, roles: [ldap], ports: { ldap: { smtp: 26 } } }\n"),
      "3:58 fleet-invalid-value: servers[0].ports.ldap: expected a port, 1 to 65535, or false, or { port: a port, prove: direct, ssh or auto }, or { ldap: a port, ldaps: a port }, found keys with values (certfleet help fleet shows every part of the file)",
    ],
    [
      "a farm that must have more members up than it has",
      base(
        "  - { host: a.example.edu, roles: [mailbox] }\n",
        "farms:\n  - { name: web, members: [a.example.edu], minimum: 2 }\n",
      ),
      "5:53 fleet-farm-minimum: farm web wants 2 members up but has 1 (name at most its members; --rolling needs one less, so that one of them may leave)",
    ],
    [
      "a status for a probe that knows none",
      base(
        "  - { host: a.example.edu, roles: [mailbox] }\n",
        "farms:\n  - { name: web, members: [a.example.edu], probes: [{ kind: tcp, port: 80, expectStatus: 200 }] }\n",
      ),
      "5:90 fleet-status-without-http: expectStatus belongs to http and https probes, not to tcp (remove expectStatus, or change kind to http or https)",
    ],
    [
      "a fleet of name servers",
      base("  - { host: ns.example.edu, roles: [dns] }\n"),
      "3:3 fleet-no-certificate: no server of this fleet would get the certificate: all are dns only (give at least one server the role mailbox, ldap, proxy or mta)",
    ],
  ])("refuse %s", (_, text, expected) => {
    expect(problems(text)).toEqual([expected])
  })

  it("let a farm want all its members up: only --rolling cannot do with that", () => {
    const servers = "  - { host: a.example.edu, roles: [mailbox] }\n"
    expect(
      problems(base(servers, "farms:\n  - { name: web, members: [a.example.edu], minimum: 1 }\n")),
    ).toEqual([])
  })

  it("finds 40,000 unknown keys, each at its line", () => {
    const lines = Array.from({ length: 40_000 }, (_, index) => `key${index}: 1`)
    const { findings } = loadFleet(lines.join("\n"), "fleet.yaml")
    const unknown = findings.filter(({ code }) => code === "fleet-unknown-key")
    expect(unknown.length).toBe(40_000)
    expect(unknown.every(({ at }, index) => at?.line === index + 1)).toBe(true)
  })

  it("finds 40,000 repeated keys, each at its line, and first in a mapping", () => {
    const { findings } = loadFleet("a: {b: 1, b: 2}\nc: 1\n".concat("c: 1\n".repeat(40_000)), "fleet.yaml")
    const repeated = findings.filter(({ message }) => message.includes("Map keys must be unique"))
    expect(repeated.slice(0, 2).map(({ at }) => at)).toEqual([
      { line: 3, column: 1 },
      { line: 4, column: 1 },
    ])
    expect(repeated).toHaveLength(40_001)
  })

  it.each([
    ["brackets", "[".repeat(200_000)],
    ["brackets that are closed", `${"[".repeat(20_000)}${"]".repeat(20_000)}`],
    ["braces", `${"{a: ".repeat(20_000)}1${"}".repeat(20_000)}`],
    ["items", `${"- ".repeat(20_000)}a`],
    ["question marks", `${"? ".repeat(20_000)}a`],
    ["levels", Array.from({ length: 3000 }, (_, index) => `${" ".repeat(index)}a:`).join("\n")],
  ])("does not go down where %s are nested too deeply", (_, text) => {
    const { findings } = loadFleet(text, "fleet.yaml")
    expect(findings.map(({ code, message }) => [code, message])).toEqual([
      ["fleet-syntax", "not valid YAML: it is nested too deeply"],
    ])
  })

  it.each([
    ["it is larger than 8 MiB", "# a very long line\n".repeat(450_000)],
    ["it has more than 500,000 entries", `servers: [${"a,".repeat(500_001)}]`],
    ["it has more than 500,000 entries", `servers:\n${"- \n".repeat(500_001)}`],
    ["it has more than 10,000 aliases", `a: &a [1]\nb: [${"*a,".repeat(10_001)}]`],
  ])("reads nothing where %s", (problem, text) => {
    const { findings } = loadFleet(text, "fleet.yaml")
    expect(findings.map(({ at, code, message }) => [at, code, message])).toEqual([
      [{ line: 1, column: 1 }, "fleet-syntax", `not valid YAML: ${problem}`],
    ])
  })

  it.each([
    ["!!binary aGk=\n", 1, 1, "the tag !!binary does not go here; write the value without it"],
    ["a: 1\nb: !!binary aGk=\n", 2, 4, "the tag !!binary does not go here; write the value without it"],
    ["%YAML 1.1\n---\na: !!set { b }\n", 3, 4, "the tag !!set does not go here; write the value without it"],
    ["a: !vault |\n  x\n", 1, 4, "the tag !vault does not go here; write the value without it"],
    ["a: 1\n---\nb: 2\n", 2, 1, "a second document begins here; there may be one, without --- after it"],
    [`a: &a [1]\nb: [${"*a,".repeat(1001)}]\n`, 1, 1, "aliases take one anchor more than 1000 times"],
  ])("refuses in plain words what YAML has and fleet.yaml has not: %j", (text, line, column, problem) => {
    const { findings } = loadFleet(text, "fleet.yaml")
    expect(findings.map(({ at, message }) => [at, message])).toEqual([
      [{ line, column }, `not valid YAML: ${problem}`],
    ])
  })

  it("takes the tags of the core schema", () => {
    const text =
      "certificate: !!map { commonName: !!str mail.example.edu }\nservers: !!seq [{ host: a.example.edu, roles: [mailbox], sshPort: !!int 22 }]\n"
    expect(loadFleet(text, "fleet.yaml").findings).toEqual([])
  })

  it("takes no stars in comments and strings for aliases", () => {
    const text = `${"# *** \n".repeat(4000)}certificate: { commonName: mail.example.edu }
servers: [{ host: mbs01.example.edu, roles: [mailbox] }]
`
    expect(loadFleet(text, "fleet.yaml").findings).toEqual([])
  })

  it("does not take brackets in comments and strings for nesting", () => {
    const text = `# ${"[".repeat(300)}\ncertificate: "${"{".repeat(300)}"\nservers: []\n`
    const { findings } = loadFleet(text, "fleet.yaml")
    expect(findings.map(({ code }) => code)).not.toContain("fleet-syntax")
  })
})
