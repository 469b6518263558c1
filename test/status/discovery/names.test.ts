import { describe, expect, it } from "vitest"
import { listed, ownCertificateNames, userNamesOf } from "../../../src/status/discovery/discovered.js"
import { chooseNames } from "../../../src/status/discovery/names.js"

const domain = (
  name: string,
  publicHost: string | undefined,
  virtualHosts: readonly string[],
  own = false,
) => ({
  ...{ name, publicHost, virtualHosts, ownCertificate: own },
})

describe("userNamesOf", () => {
  it("has public service host names first, the most frequent before the others, each once in any case", () => {
    const domains = [
      domain("a.edu", undefined, ["web.example.edu"]),
      domain("b.edu", "old.example.edu", []),
      domain("c.edu", "mail.example.edu", ["WEB.example.edu"]),
      domain("d.edu", "Mail.example.edu", ["mail.example.edu", "rare.example.edu"]),
    ]
    expect(userNamesOf({ domains }).map(({ name, domains: of }) => [name, of.length])).toEqual([
      ["mail.example.edu", 2],
      ["old.example.edu", 1],
      ["web.example.edu", 2],
      ["rare.example.edu", 1],
    ])
  })

  it("leaves out virtual hosts that have a certificate of their own", () => {
    const domains = [domain("a.edu", "mail.example.edu", ["mail.a.edu"], true)]
    expect(userNamesOf({ domains }).map(({ name }) => name)).toEqual(["mail.example.edu"])
    expect(ownCertificateNames({ domains })).toEqual(["mail.a.edu"])
  })
})

describe("chooseNames", () => {
  const noted = (...names: string[]) => names.map((name) => ({ name, note: "" }))

  it("takes no common name of more than 64 characters, and asks for that name beside it", () => {
    const long = `${"a".repeat(60)}.example.edu`
    const { commonName, additionalNames } = chooseNames(noted(long, "mail.example.edu"), [])
    expect(commonName.name).toBe("mail.example.edu")
    expect(additionalNames.map(({ name }) => name)).toEqual([long])
  })

  it("falls back on a server's name, and on an example where there is none", () => {
    expect(chooseNames(noted("mail.internal"), noted("mbs.example.edu"))).toMatchObject({
      commonName: { name: "mbs.example.edu" },
      profile: "public",
      leftOut: [{ name: "mail.internal" }],
    })
    expect(chooseNames([], []).commonName).toEqual({
      name: "mail.example.edu",
      note: "no name was found: put yours here",
    })
  })
})

describe("listed", () => {
  it("counts what is too much", () => {
    expect(listed(["a", "b", "c"])).toBe("a, b, c")
    expect(listed(["a", "b", "c", "d", "e"])).toBe("a, b, c and 2 more")
  })
})
