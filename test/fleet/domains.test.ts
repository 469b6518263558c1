import { describe, expect, it } from "vitest"
import { planCsr } from "../../src/csr/plan.js"
import { csrRequestOf } from "../../src/fleet/csrRequest.js"
import { domainEndpoints, domainFleet } from "../../src/fleet/domains.js"
import { loadFleet } from "../../src/fleet/load.js"
import { namesOf } from "../../src/fleet/names.js"
import type { Fleet } from "../../src/fleet/types.js"

const text = `certificate: { commonName: mail.example.edu, additionalNames: [old.example.edu] }
servers:
  - { host: mbs01.example.edu, roles: [mailbox] }
  - { host: prx01.example.edu, roles: [proxy] }
  - { host: prx02.example.edu, roles: [proxy] }
farms: [{ name: web, names: [www.example.edu], members: [prx01.example.edu] }]
domains:
  - { domain: Art.example.edu, names: [Mail.art.example.edu, webmail.art.example.edu] }
  - { domain: law.example.edu, names: [mail.law.example.edu], services: [https, imaps] }
`

function fleetOf(yaml = text): Fleet {
  const { fleet, findings } = loadFleet(yaml, "fleet.yaml")
  if (fleet === undefined) throw new Error(findings.map(({ message }) => message).join("; "))
  return fleet
}

function problems(domains: string): string[] {
  const yaml = text.replace(/domains:\n[\s\S]*/, `domains:\n${domains}`)
  return loadFleet(yaml, "fleet.yaml").findings.map(
    ({ code, message, at }) => `${at?.line}: ${code}: ${message}`,
  )
}

describe("domainFleet", () => {
  it("has the names of the domain alone, the first as the common name, each with its place", () => {
    const { names } = namesOf(domainFleet(fleetOf(), "ART.example.edu"))
    expect(names.map(({ entry, at }) => `${entry.value} ${at?.line}:${at?.column}`)).toEqual([
      "mail.art.example.edu 8:40",
      "webmail.art.example.edu 8:62",
    ])
  })

  it("makes a request for the domain's certificate, with the fleet's subject and key", () => {
    const { plan } = planCsr(csrRequestOf(domainFleet(fleetOf(), "law.example.edu")))
    expect(plan).toMatchObject({ names: [{ kind: "dns", value: "mail.law.example.edu" }], key: "rsa-2048" })
  })

  it("does not know a domain that fleet.yaml has not, and says which was meant", () => {
    expect(() => domainFleet(fleetOf(), "arts.example.edu")).toThrow(
      expect.objectContaining({ code: "usage", hint: "did you mean art.example.edu?" }),
    )
    const none = fleetOf(text.replace(/domains:\n[\s\S]*/, ""))
    expect(() => domainFleet(none, "arts.example.edu")).toThrow(
      expect.objectContaining({ hint: expect.stringContaining("add it under domains") }),
    )
  })
})

describe("domainEndpoints", () => {
  it("are the proxies' ports of its services, once for each of its names", () => {
    const fleet = fleetOf()
    const seen = fleet.domains.map((domain) =>
      domainEndpoints(fleet, domain).map(({ host, service, sni }) => `${host.slice(0, 5)} ${service} ${sni}`),
    )
    expect(seen).toEqual([
      [
        ...["prx01 https mail.art.example.edu", "prx01 https webmail.art.example.edu"],
        ...["prx02 https mail.art.example.edu", "prx02 https webmail.art.example.edu"],
      ],
      [
        ...["prx01 https mail.law.example.edu", "prx01 imaps mail.law.example.edu"],
        ...["prx02 https mail.law.example.edu", "prx02 imaps mail.law.example.edu"],
      ],
    ])
  })
})

describe("domains in fleet.yaml", () => {
  it("are refused twice, without names, and with the common name of another certificate", () => {
    expect(problems("  - { domain: a.example.edu, names: [] }\n")).toEqual([
      expect.stringContaining("expected at least one name"),
    ])
    expect(
      problems(`  - { domain: a.example.edu, names: [mail.example.edu] }
  - { domain: A.example.edu, names: [mail.a.example.edu] }
`),
    ).toEqual([
      "9: fleet-duplicate: domain a.example.edu is there twice, first on line 8",
      "8: fleet-duplicate: common name mail.example.edu is there twice, first on line 1",
    ])
  })

  it("are refused with the fleet's own common name among their names", () => {
    expect(
      problems("  - { domain: a.example.edu, names: [mail.a.example.edu, Mail.example.edu] }\n"),
    ).toEqual([
      "8: fleet-domain-own-name: domain a.example.edu has the name mail.example.edu, which is the common name of the fleet's own certificate",
    ])
  })

  it("are refused where no proxy serves them", () => {
    const yaml = text.replaceAll("roles: [proxy]", "roles: [mta]")
    expect(loadFleet(yaml, "fleet.yaml").findings.map(({ code }) => code)).toEqual([
      ...["fleet-domain-unserved", "fleet-domain-unserved", "fleet-domain-unserved"],
    ])
  })
})
