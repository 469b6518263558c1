/** Chains as `private` judges them, as openssl does, and as its answer is foretold. */
import { spawnSync } from "node:child_process"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { verifyChain } from "../../src/path/verify.js"
import type { Certificate } from "../../src/x509/certificate.js"
import { verifyAsOpenssl } from "../../src/zimbra/opensslVerify.js"
import { at, outcome } from "./graph.js"
import { askOpenssl, inFours } from "./opensslVerify.js"

export const hasOpenssl = spawnSync("openssl", ["version"]).status === 0
/** For titles. */
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

export async function judgedByOpenssl(chains: readonly AskedChain[]): Promise<readonly JudgedChain[]> {
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
export function wronglyAccepted(judged: readonly JudgedChain[]): readonly string[] {
  return judged
    .filter(({ ours, theirs }) => ours === "OK" && theirs !== "OK")
    .map(({ name, theirs }) => `${name}: ${theirs}`)
}

/** What `private` refuses and openssl accepts, by name. */
export function refusedBeyond(judged: readonly JudgedChain[]): readonly string[] {
  return judged.filter(({ ours, theirs }) => ours !== "OK" && theirs === "OK").map(({ name }) => name)
}

/** Where openssl's answer is not the one foretold. */
export function wronglyForetold(judged: readonly JudgedChain[]): readonly string[] {
  return judged
    .filter(({ foretold, theirs }) => foretold !== theirs)
    .map(({ name, foretold, theirs }) => `${name}: ${foretold}, not ${theirs}`)
}
