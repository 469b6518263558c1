import { describe, expect, it } from "vitest"
import { coverageOf } from "../../src/fleet/coverage.js"
import { loadFleet } from "../../src/fleet/load.js"
import type { Fleet } from "../../src/fleet/types.js"
import { parseSan, type SanEntry } from "../../src/x509/sanEntry.js"

function fleetOf(text: string): Fleet {
  const { fleet, findings } = loadFleet(text, "fleet.yaml")
  if (fleet === undefined) throw new Error(findings.map(({ message }) => message).join())
  return fleet
}

function entry(text: string): SanEntry {
  const parsed = parseSan(text)
  if (!parsed.ok) throw new Error(parsed.problem)
  return parsed.entry
}

const fleet = fleetOf(`
certificate: { commonName: mail.example.edu, additionalNames: [old.example.org] }
servers:
  - { host: mbs01.example.edu, roles: [mailbox] }
farms:
  - { name: web, names: [webmail.example.edu], members: [mbs01.example.edu] }
`)

describe("coverageOf", () => {
  it("tells for each name of the fleet how the certificate has it, and why it is wanted", () => {
    const { rows } = coverageOf(fleet, ["mail.example.edu", "*.example.edu"].map(entry))
    expect(rows).toEqual([
      { name: "mail.example.edu", kind: "dns", reason: "common name", cover: "exact" },
      {
        name: "webmail.example.edu",
        kind: "dns",
        reason: "farm web",
        cover: "wildcard",
        by: "*.example.edu",
      },
      {
        name: "mbs01.example.edu",
        kind: "dns",
        reason: "server mbs01.example.edu (mailbox)",
        cover: "wildcard",
        by: "*.example.edu",
      },
      { name: "old.example.org", kind: "dns", reason: "additional", cover: "missing" },
    ])
  })

  it("names what the certificate has beside them", () => {
    const { surplus } = coverageOf(fleet, ["mail.example.edu", "*.example.edu", "x.example.com"].map(entry))
    expect(surplus).toEqual(["x.example.com"])
  })
})
