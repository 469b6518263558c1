import { spawnSync } from "node:child_process"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { assess } from "../../src/assess/assess.js"
import { certificateSubject } from "../../src/assess/certificateNames.js"
import type { Assessment } from "../../src/assess/question.js"
import { reaches } from "../../src/finding.js"
import { ownTrustStore } from "../../src/path/trustStore.js"
import { verifyAsOpenssl } from "../../src/zimbra/opensslVerify.js"
import { at } from "../path/graph.js"
import { askOpenssl, inFours } from "../path/opensslVerify.js"
import { type RandomGraph, randomGraphs } from "../path/randomGraphs.js"

const hasOpenssl = spawnSync("openssl", ["version"]).status === 0

interface Judged {
  readonly graph: RandomGraph
  readonly ours: Assessment
  readonly isGood: boolean
  /** What openssl says with the file as it is. */
  readonly asIs: string
  /** What it says with the chain that was found. */
  readonly found: string
}

async function judge(graph: RandomGraph, label: string, folder: string): Promise<Judged> {
  const { leaf, file } = graph
  const store = ownTrustStore(file, "the file")
  const material = { leaf, sent: [leaf, ...file], pile: true }
  const ours = assess(material, { at, store, profile: "private", ownRoot: false }, certificateSubject)
  const isGood = !reaches(ours.findings, "error")
  const asIs = await askOpenssl(folder, label, leaf, file)
  const found = isGood ? await askOpenssl(folder, `${label}-found`, leaf, ours.route.chain) : ""
  return { graph, ours, isGood, asIs, found }
}

describe.skipIf(!hasOpenssl)(
  `the judge under private, against openssl verify${hasOpenssl ? "" : " (skipped: no openssl)"}`,
  () => {
    let folder = ""
    let judged: readonly Judged[] = []
    beforeAll(async () => {
      folder = mkdtempSync(join(tmpdir(), "certfleet-graphs-"))
      judged = await inFours(randomGraphs(600, 1), (graph, label) => judge(graph, label, folder))
    }, 120_000)
    afterAll(() => rmSync(folder, { recursive: true, force: true }))

    it("meets graphs that openssl accepts and graphs that it refuses", () => {
      expect(judged.filter(({ asIs }) => asIs === "OK").length).toBeGreaterThan(60)
      expect(judged.filter(({ asIs }) => asIs !== "OK").length).toBeGreaterThan(200)
    })

    it("lets no chain pass that openssl refuses", () => {
      const wrong = judged.filter(({ isGood, found }) => isGood && found !== "OK")
      expect(wrong.map(({ graph, found }) => `${graph.name}: ${found}`)).toEqual([])
    })

    it("refuses nothing that openssl accepts", () => {
      const wrong = judged.filter(({ isGood, asIs }) => !isGood && asIs === "OK")
      expect(
        wrong.map(({ graph, ours }) => `${graph.name}: ${ours.findings.map(({ code }) => code)}`),
      ).toEqual([])
    })

    it("knows which error openssl finds in the file as it is, and how deep", () => {
      const wrong = judged.flatMap(({ graph, asIs }) => {
        const known = verifyAsOpenssl(graph.leaf, graph.file, at)
        const said = known.ok ? "OK" : known.text.replace(/:.*/, "")
        return said === asIs ? [] : [`${graph.name}: ${said}, not ${asIs}`]
      })
      expect(wrong).toEqual([])
    })
  },
)
