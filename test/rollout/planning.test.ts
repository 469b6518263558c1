import { beforeAll, describe, expect, it } from "vitest"
import { domainFleet } from "../../src/fleet/domains.js"
import { loadFleet } from "../../src/fleet/load.js"
import type { Fleet } from "../../src/fleet/types.js"
import type { Payload } from "../../src/rollout/plan.js"
import { planRollout } from "../../src/rollout/planning.js"
import { testCa } from "../support/pairs.js"
import { VirtualClock } from "../support/virtualClock.js"

const fleetText = `
certificate: { commonName: mail.example.edu }
servers: [{ host: prx01.example.edu, roles: [proxy] }]
domains:
  - { domain: art.example.edu, names: [mail.art.example.edu] }
  - { domain: law.example.edu, names: [mail.law.example.edu] }
`
const now = Date.parse("2026-11-23T12:00:00Z")
const payloads = new Map<string, Payload>()
let fleet: Fleet

beforeAll(async () => {
  const ca = await testCa(new VirtualClock())
  for (const name of ["mail.example.edu", "mail.art.example.edu"]) payloads.set(name, await ca.pair([name]))
  const loaded = loadFleet(fleetText, "fleet.yaml").fleet
  if (loaded === undefined) throw new Error("the fleet of this test is wrong")
  fleet = loaded
})

function plan(commonName: string, domain: string | undefined): unknown {
  const payload = payloads.get(commonName)
  if (payload === undefined) throw new Error(`no certificate of ${commonName}`)
  const seen = domain === undefined ? fleet : domainFleet(fleet, domain)
  return planRollout(seen, { payload, holder: "tester@here", now })
}

describe("planRollout", () => {
  it.each([
    ["mail.example.edu", "art.example.edu", "is not for the domain art.example.edu", "leave --domain out"],
    [
      "mail.art.example.edu",
      undefined,
      "is for the domain art.example.edu",
      "say so: --domain art.example.edu",
    ],
    [
      "mail.art.example.edu",
      "law.example.edu",
      "is for the domain art.example.edu",
      "say so: --domain art.example.edu",
    ],
  ])("refuses the certificate of %s with domain %s, and says what does", (name, domain, message, hint) => {
    expect(() => plan(name, domain)).toThrow(
      expect.objectContaining({ code: "usage", message: `the certificate of ${name} ${message}`, hint }),
    )
    expect(() => plan(name, /so: --domain (.+)/.exec(hint)?.[1])).not.toThrow()
  })
})
