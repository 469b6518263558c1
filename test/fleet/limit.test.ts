import { describe, expect, it } from "vitest"
import { exampleFleet } from "../../src/fleet/example.js"
import { limitServers } from "../../src/fleet/limit.js"
import { loadFleet } from "../../src/fleet/load.js"

const { fleet } = loadFleet(exampleFleet, "fleet.yaml")
const limited = (...words: string[]): string[] =>
  fleet === undefined ? [] : limitServers(fleet, words).map(({ host }) => host.split(".")[0] ?? "")

describe("limitServers", () => {
  it("gives every server without a word", () => {
    expect(limited()).toHaveLength(12)
  })

  it.each([
    [["mx01.example.edu"], ["mx01"]],
    [["MX02"], ["mx02"]],
    [["ldap"], ["ldap01", "ldap02"]],
    [["zimbra-proxy"], ["prx01", "prx02"]],
    [["mx*"], ["mx01", "mx02"]],
    [["*02.example.edu"], ["mbs02", "ldap02", "prx02", "mx02", "ns02"]],
    [
      ["mx02", "mbs01", "mta"],
      ["mbs01", "mx01", "mx02"],
    ],
  ])("%j gives %j, in the file's order", (words, hosts) => {
    expect(limited(...words)).toEqual(hosts)
  })

  it.each(["mx03", "mx01.example", "m.x01", "("])("refuses %s, which names nothing", (word) => {
    expect(() => limited(word)).toThrow(`--limit ${word}: no server`)
  })

  it("names the flag that the words were given to", () => {
    const servers = fleet?.servers ?? []
    expect(() => limitServers({ servers, farms: [] }, ["nobody"], "--canary")).toThrow(
      /^--canary nobody: no server/,
    )
  })
})
