import { spawnSync } from "node:child_process"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { verifyChain } from "../../src/path/verify.js"
import { verifyAsOpenssl } from "../../src/zimbra/opensslVerify.js"
import { type GeneratedChain, generatedChains } from "./generatedChains.js"
import { at, outcome } from "./graph.js"
import { askOpenssl, inFours } from "./opensslVerify.js"

const hasOpenssl = spawnSync("openssl", ["version"]).status === 0

/** What `private` refuses although openssl accepts: by the rule, with the reason. */
const stricter: Readonly<Record<string, string>> = {
  policy: "a critical policy extension that cannot be interpreted: RFC 5280 section 4.2.1.4; Java refuses it",
  "weak-key": "RSA below 1024 bits: OpenSSL's own handshake does not load it, and Java refuses it",
  resources:
    "addresses or autonomous systems that all above hold, too: they are not compared, as no server has any",
  "malformed-extension": "policies that cannot be read: RFC 5280 section 4.2; Java refuses them",
  "name-constraint-unusable":
    "a subtree that openssl compares without understanding it: RFC 5280 section 4.2.1.10",
}

interface Judged {
  readonly chain: GeneratedChain
  readonly ours: string
  /** `OK` where openssl accepts the path that was found, or the chain as it is where none was. */
  readonly theirs: string
  /** What openssl says to the chain as it is. */
  readonly asIs: string
}

async function judge(chain: GeneratedChain, label: string, folder: string): Promise<Judged> {
  const { leaf, above } = chain
  const anchors = above.slice(-1)
  const result = verifyChain(leaf, above, { at, anchors, profile: "private", purpose: "serverAuth" })
  const asIs = await askOpenssl(folder, label, leaf, above)
  const found = result.ok ? result.path.slice(1) : above
  const isWhole = found.length === above.length && found.every((one, index) => one === above[index])
  const theirs = isWhole ? asIs : await askOpenssl(folder, `${label}-found`, leaf, found)
  return { chain, ours: result.ok ? "OK" : outcome(result), theirs, asIs }
}

describe.skipIf(!hasOpenssl)(
  `private, against openssl verify${hasOpenssl ? "" : " (skipped: no openssl)"}`,
  () => {
    const chains = generatedChains()
    let folder = ""
    let judged: readonly Judged[] = []
    beforeAll(async () => {
      folder = mkdtempSync(join(tmpdir(), "certfleet-chains-"))
      judged = await inFours(chains, (chain, label) => judge(chain, label, folder))
    }, 120_000)
    afterAll(() => rmSync(folder, { recursive: true, force: true }))

    it("is held over at least 200 chains, good and bad ones", () => {
      expect(judged.length).toBeGreaterThanOrEqual(200)
      expect(judged.filter(({ theirs }) => theirs === "OK").length).toBeGreaterThan(50)
      expect(judged.filter(({ theirs }) => theirs !== "OK").length).toBeGreaterThan(100)
    })

    it("accepts nothing that openssl refuses", () => {
      const wrong = judged.filter(({ ours, theirs }) => ours === "OK" && theirs !== "OK")
      expect(wrong.map(({ chain, theirs }) => `${chain.name}: ${theirs}`)).toEqual([])
    })

    it("refuses what openssl accepts only for the reasons listed", () => {
      const refused = judged.filter(({ ours, theirs }) => ours !== "OK" && theirs === "OK")
      const unlisted = refused.filter(({ ours }) => !Object.hasOwn(stricter, ours))
      expect(unlisted.map(({ chain, ours }) => `${chain.name}: ${ours}`)).toEqual([])
      expect(new Set(refused.map(({ ours }) => ours))).toEqual(new Set(Object.keys(stricter)))
    })

    it("the simulation of zmcertmgr's openssl gives the same error at the same depth", () => {
      const wrong = judged.flatMap(({ chain, asIs }) => {
        const found = verifyAsOpenssl(chain.leaf, chain.above, at)
        const said = found.ok ? "OK" : found.text.replace(/:.*/, "")
        return said === asIs ? [] : [`${chain.name}: ${said}, not ${asIs}`]
      })
      expect(wrong).toEqual([])
    })
  },
)
