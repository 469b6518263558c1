import { describe, expect, it } from "vitest"
import { serverAttributes } from "../../src/zimbra/serverSettings.js"
import { entriesIn, namesIn, proxyDomainsIn, splitAnswers } from "../../src/zimbra/zmprov.js"

describe("splitAnswers", () => {
  it("gives each question its answer, and the last prompt an empty one", () => {
    expect(splitAnswers("prov> a\nb\nprov> c\nprov> ")).toEqual(["a\nb", "c", ""])
  })

  it("gives a question that failed an empty answer", () => {
    expect(splitAnswers("prov> prov> # name x\n\nprov> ")).toEqual(["", "# name x\n", ""])
  })

  it("passes over what stands before the first prompt, and takes Windows line endings", () => {
    expect(splitAnswers("Last login: today\r\nprov> a\r\nprov> ")).toEqual(["a", ""])
    expect(splitAnswers("no line of its own: prov> a\nprov> ")).toEqual(["a", ""])
  })

  it("takes a last prompt whose blank was cut off", () => {
    expect(splitAnswers("prov> a\nprov>")).toEqual(["a", ""])
  })

  it("has no answer where zmprov said nothing", () => {
    expect(splitAnswers("ERROR: zclient.IO_ERROR\n")).toEqual([])
  })
})

describe("namesIn", () => {
  it("reads a name a line", () => {
    expect(namesIn("mbs01.example.edu\nmbs02.example.edu\n")).toEqual([
      "mbs01.example.edu",
      "mbs02.example.edu",
    ])
  })
})

describe("entriesIn", () => {
  it("keeps every value of an attribute, in order", () => {
    const [entry] = entriesIn("# name x\nzimbraServiceEnabled: mta\nzimbraServiceEnabled: proxy\n\n")
    expect(entry?.name).toBe("x")
    expect(entry?.attributes.get("zimbraServiceEnabled")).toEqual(["mta", "proxy"])
  })

  it("lets a value run over several lines, empty ones among them", () => {
    const [entry] = entriesIn(
      "# name x\nzimbraSSLCertificate: -----BEGIN\nabc\n\ndef\n-----END\nzimbraMailMode: https\n\n",
    )
    expect(entry?.attributes.get("zimbraSSLCertificate")).toEqual(["-----BEGIN\nabc\n\ndef\n-----END"])
    expect(entry?.attributes.get("zimbraMailMode")).toEqual(["https"])
  })

  it("begins a value only with an attribute that was asked for, where that is known", () => {
    const text = "# name x\nzimbraMailMode: https\nnote: the lines of a text\nzimbraMailSSLPort: 443\n"
    const [entry] = entriesIn(text, ["zimbraMailMode", "ZIMBRAMAILSSLPORT"])
    expect([...(entry?.attributes.keys() ?? [])]).toEqual(["zimbraMailMode", "zimbraMailSSLPort"])
  })

  it("tells several entries apart, and one without values from none", () => {
    expect(
      entriesIn("# name a\n\n# name b\nx: 1\n\n").map(({ name, attributes }) => [name, attributes.size]),
    ).toEqual([
      ["a", 0],
      ["b", 1],
    ])
    expect(entriesIn("")).toEqual([])
  })
})

describe("proxyDomainsIn", () => {
  it("reads a domain with its virtual hosts a line", () => {
    expect(proxyDomainsIn("club.example.edu mail.club.example.edu www.club.example.edu \n")).toEqual([
      { domain: "club.example.edu", hosts: ["mail.club.example.edu", "www.club.example.edu"] },
    ])
  })
})

describe("what a server is asked for", () => {
  it("holds no key, certificate or password", () => {
    expect(serverAttributes.filter((name) => /key|certificate|password|secret/i.test(name))).toEqual([])
  })

  it("holds what the ports and roles follow from", () => {
    const known =
      "zimbraServiceEnabled zimbraServiceInstalled zimbraServiceHostname zimbraReverseProxyMailEnabled " +
      "zimbraReverseProxyHttpEnabled zimbraReverseProxyMailMode zimbraMailMode zimbraMailSSLPort zimbraMailSSLProxyPort " +
      "zimbraImapSSLBindPort zimbraPop3SSLBindPort zimbraAdminPort zimbraLmtpBindPort zimbraServerVersion"
    expect(known.split(" ").filter((name) => !serverAttributes.includes(name))).toEqual([])
  })
})
