/** Chains as `private` judges them, as openssl does, and as its answer is foretold. */
import { spawnSync } from "node:child_process"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { beforeAll, describe, expect, it } from "vitest"
import { verifyChain } from "../../src/path/verify.js"
import type { Certificate } from "../../src/x509/certificate.js"
import { verifyAsOpenssl } from "../../src/zimbra/opensslVerify.js"
import { at, outcome } from "./graph.js"
import { askOpenssl, inFours } from "./opensslVerify.js"

export const hasOpenssl = spawnSync("openssl", ["version"]).status === 0
export const unlessSkipped = hasOpenssl ? "" : " (skipped: no openssl)"

export interface AskedChain {
  readonly name: string
  readonly leaf: Certificate
  /** The root last. */
  readonly above: readonly Certificate[]
}

/** Of the file of the certificate, or of the chain. */
const unloaded = /^(?:Could not read certificate|Error loading file).*$/s

/** `OK`, or why not: the rule, or openssl's error and depth. */
export interface JudgedChain {
  readonly name: string
  readonly ours: string
  readonly theirs: string
  readonly foretold: string
}

async function judgedByOpenssl(chains: readonly AskedChain[]): Promise<readonly JudgedChain[]> {
  const folder = mkdtempSync(join(tmpdir(), "certfleet-asked-"))
  try {
    return await inFours(chains, async ({ name, leaf, above }, label) => {
      const anchors = above.slice(-1)
      const result = verifyChain(leaf, above, { at, anchors, profile: "private", purpose: "serverAuth" })
      const foretold = verifyAsOpenssl(leaf, above, at)
      return {
        name,
        ours: result.ok ? "OK" : outcome(result),
        theirs: (await askOpenssl(folder, label, leaf, above)).replace(
          unloaded,
          "unable to load certificate",
        ),
        foretold: foretold.ok ? "OK" : foretold.text.replace(/:.*/, ""),
      }
    })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** What `private` accepts and openssl refuses. */
function wronglyAccepted(judged: readonly JudgedChain[]): readonly string[] {
  return judged
    .filter(({ ours, theirs }) => ours === "OK" && theirs !== "OK")
    .map(({ name, theirs }) => `${name}: ${theirs}`)
}

/** What `private` refuses and openssl accepts, by name. */
function refusedBeyond(judged: readonly JudgedChain[]): readonly string[] {
  return judged.filter(({ ours, theirs }) => ours !== "OK" && theirs === "OK").map(({ name }) => name)
}

/** Where openssl's answer is not the one foretold. */
function wronglyForetold(judged: readonly JudgedChain[]): readonly string[] {
  return judged
    .filter(({ foretold, theirs }) => foretold !== theirs)
    .map(({ name, foretold, theirs }) => `${name}: ${foretold}, not ${theirs}`)
}

export interface Comparison {
  readonly about: string
  readonly chains: () => readonly AskedChain[]
  /** Expects of openssl's answers that there are enough of each kind. */
  readonly meets: (answers: readonly string[]) => void
  /** What `private` refuses and openssl need not. */
  readonly beyond?: { readonly what: string; readonly has: (name: string) => boolean }
  /** Chains for which openssl's answer is not foretold. */
  readonly isOpen?: (chain: JudgedChain) => boolean
}

/** Tests of `private` and of the foretold answer over the installed openssl. */
export function compareWithOpenssl({ about, chains, meets, beyond, isOpen = () => false }: Comparison): void {
  describe.skipIf(!hasOpenssl)(`${about}, against openssl verify${unlessSkipped}`, () => {
    let judged: readonly JudgedChain[] = []
    beforeAll(async () => {
      judged = await judgedByOpenssl(chains())
    }, 120_000)

    it("has enough that openssl refuses", () => meets(judged.map(({ theirs }) => theirs)))

    it("private accepts none that openssl refuses", () => expect(wronglyAccepted(judged)).toEqual([]))

    it(`private refuses, beyond openssl, ${beyond?.what ?? "nothing"}`, () => {
      expect(refusedBeyond(judged).filter((name) => beyond?.has(name) !== true)).toEqual([])
    })

    it("the simulation of zmcertmgr's openssl gives the same error at the same depth", () => {
      expect(wronglyForetold(judged.filter((one) => !isOpen(one)))).toEqual([])
    })
  })
}
