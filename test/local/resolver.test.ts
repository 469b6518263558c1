import { describe, expect, it } from "vitest"
import { loadFleet } from "../../src/fleet/load.js"
import { resolverAt, viewsOf } from "../../src/local/resolver.js"
import { resolutionText } from "../../src/report/status/text.js"
import { resolutionsOf } from "../../src/status/resolution.js"
import { nameServer } from "./nameServer.js"

const text = `
certificate: { commonName: mail.example.edu, additionalNames: [old.example.edu, "*.apps.example.edu"] }
servers:
  - { host: mbs01.example.edu, roles: [mailbox] }
  - { host: mx01.example.edu, address: 192.0.2.25, roles: [mta] }
farms:
  - { name: web, names: [mail.example.edu, webmail.example.edu], members: [mbs01.example.edu] }
`
const inside = {
  "mail.example.edu": ["192.0.2.1"],
  "webmail.example.edu": ["192.0.2.1"],
  "mbs01.example.edu": ["192.0.2.11"],
  "mx01.example.edu": ["192.0.2.25"],
}

describe("where the names of a fleet lead", () => {
  it("is told by each view: to a farm, to a server, nowhere, or to what is none of the fleet's", async () => {
    const servers = [await nameServer(inside), await nameServer({ "old.example.edu": ["198.51.100.7"] })]
    try {
      const { fleet } = loadFleet(text, "fleet.yaml")
      if (fleet === undefined) throw new Error("the fleet of this test is broken")
      const [one, other] = servers.map(({ address }) => address)
      const resolutions = await resolutionsOf(fleet, viewsOf([`inside=${one},outside=${other}`]))
      const leads = Object.fromEntries(
        resolutions.map(({ name, leads }) => [name, leads.map(({ to }) => to)]),
      )
      expect(leads).toEqual({
        "mail.example.edu": [["farm web"], []],
        "webmail.example.edu": [["farm web"], []],
        "mbs01.example.edu": [["mbs01.example.edu"], []],
        "mx01.example.edu": [["mx01.example.edu"], []],
        "old.example.edu": [[], []],
      })
      const shown = resolutionText(resolutions)
      expect(shown).toMatch(/^name +inside +outside +wanted for$/m)
      expect(shown).toMatch(
        /^mail\.example\.edu +192\.0\.2\.1 \(farm web\) +nowhere +common name; farm web$/m,
      )
      expect(shown).toMatch(
        /^old\.example\.edu +nowhere +198\.51\.100\.7 \(none of the fleet's\) +additional$/m,
      )
    } finally {
      await Promise.all(servers.map((server) => server.close()))
    }
  })

  it("is not known where no resolver answers, which is no missing name", async () => {
    const silent = await nameServer({})
    await silent.close()
    expect(await resolverAt(silent.address)("mail.example.edu")).toBeUndefined()
  })

  it("wants addresses of resolvers, not names", () => {
    expect(() => viewsOf(["inside=resolver.example.edu"])).toThrow(/is no address of a resolver/)
  })
})
