import { describe, expect, it } from "vitest"
import { assess } from "../../src/assess/assess.js"
import { ownTrustStore } from "../../src/path/trustStore.js"
import { chainLinks, wayLinks } from "../../src/report/chainLinks.js"
import type { Certificate } from "../../src/x509/certificate.js"
import { at, ca, leaf } from "../path/graph.js"

const root = ca("root>root")
const sub = ca("root>sub")
const other = ca("other>other")
const own = leaf("sub>leaf")

function places(sent: readonly Certificate[], pool: readonly Certificate[] = []): string[] {
  const question = { at, profile: "private", store: ownTrustStore([root], "ours"), ownRoot: false } as const
  const material = { leaf: own, sent, pool, answer: { version: "TLSv1.3" } }
  const assessment = assess(material, question, () => ({ kind: "host", host: "mail.example.edu" }))
  return chainLinks(assessment, sent).map(({ name, place }) => `${name} ${place}`)
}

describe("chainLinks", () => {
  it("goes from the leaf to the root, which clients have themselves", () => {
    expect(places([own, sub])).toEqual(["mail.example.edu sent", "sub sent", "root known"])
    expect(places([own, sub, root])).toEqual(["mail.example.edu sent", "sub sent", "root sent"])
  })

  it("shows what clients miss, and what they have no use for", () => {
    expect(places([own], [sub])).toEqual(["mail.example.edu sent", "sub missing", "root known"])
    expect(places([own, sub, other])).toEqual([
      "mail.example.edu sent",
      "sub sent",
      "root known",
      "other unrelated",
    ])
  })

  it("shows what was sent where there is no way", () => {
    expect(places([own, other])).toEqual(["mail.example.edu sent", "other sent"])
  })
})

describe("wayLinks", () => {
  it("leaves out what is beside the way", () => {
    const question = { at, profile: "private", store: ownTrustStore([root], "ours"), ownRoot: false } as const
    const sent = [own, sub, other]
    const assessment = assess({ leaf: own, sent }, question, () => ({ kind: "input", name: "x" }))
    expect(wayLinks(assessment, sent).map(({ name }) => name)).toEqual(["mail.example.edu", "sub", "root"])
  })
})
