import { describe, expect, it } from "vitest"
import { assess } from "../../src/assess/assess.js"
import { certificateSubject } from "../../src/assess/certificateNames.js"
import { faults } from "../../src/assess/faults.js"
import { profileNames } from "../../src/assess/question.js"
import { reaches } from "../../src/finding.js"
import { ownTrustStore } from "../../src/path/trustStore.js"
import { temporaryFolder } from "../cli/folder.js"
import { at, ca, leaf } from "../path/graph.js"
import { hasOpenssl, unlessSkipped } from "../path/judgedByOpenssl.js"
import { askOpenssl, inFours } from "../path/opensslVerify.js"
import type { Case } from "./doors.js"
import { errorsOf } from "./judged.js"
import { randomChains } from "./randomChains.js"

const unreadableNames = { oid: "2.5.29.17", critical: false, value: Uint8Array.of(5, 0) }

function judged(one: Case, profile: (typeof profileNames)[number]) {
  const { leaf, chain, trusted = leaf } = one
  const question = { at, profile, store: ownTrustStore([trusted], "its root"), ownRoot: false }
  return assess({ leaf, sent: [leaf, ...chain] }, question, certificateSubject)
}

describe("a chain that leads nowhere", () => {
  const chains = randomChains(1500, 7)

  it.each(profileNames)("is an error, whatever keeps it from a root (%s)", (profile) => {
    const silent = chains.filter((one) => {
      const { route, findings } = judged(one, profile)
      return route.chain.length === 0 && !reaches(findings, "error")
    })
    expect(silent.map(({ name }) => name)).toEqual([])
  })

  it.each(profileNames)("is told where the names of a CA cannot be read (%s)", (profile) => {
    expect(errorsOf(profile, {}, { extensions: [unreadableNames] })).toEqual(["chain-invalid"])
    const stranger = ca("other>osub", { extensions: [unreadableNames] })
    const one = { name: "", codes: [], leaf: leaf("osub>leaf"), chain: [stranger], trusted: ca("root>root") }
    expect(reaches(judged(one, profile).findings, "error")).toBe(true)
  })

  it.skipIf(!hasOpenssl)(
    `is quoted from openssl where Zimbra would refuse the file${unlessSkipped}`,
    async () => {
      const folder = temporaryFolder()
      const told = chains.flatMap((one) => {
        const { findings } = judged(one, "private")
        const problem = findings.find(({ code }) => code === faults.notForZimbra.code)?.facts["problem"]
        return problem === undefined ? [] : [{ one, problem: String(problem).replace(/:.*/, "") }]
      })
      expect(told.length).toBeGreaterThan(100)
      const wrong = await inFours(told, async ({ one, problem }, label) => {
        const said = await askOpenssl(folder, label, one.leaf, [one.leaf, ...one.chain])
        return said === problem ? [] : [`${one.name}: ${problem}, not ${said}`]
      })
      expect(wrong.flat()).toEqual([])
    },
  )

  it.skipIf(!hasOpenssl)(`passes nothing that openssl refuses${unlessSkipped}`, async () => {
    const folder = temporaryFolder()
    const good = chains.filter((one) => !reaches(judged(one, "private").findings, "error"))
    expect(good.length).toBeGreaterThan(200)
    const said = await inFours(good, async (one, label) => {
      const { route } = judged(one, "private")
      return `${await askOpenssl(folder, label, one.leaf, route.chain)} ${one.name}`
    })
    expect(said.filter((text) => !text.startsWith("OK "))).toEqual([])
  })
})
