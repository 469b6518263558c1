import { spawnSync } from "node:child_process"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import type { Rejection } from "../../src/path/rejection.js"
import { verifyChain } from "../../src/path/verify.js"
import { writePem } from "../../src/x509/pem.js"
import { generatedChains } from "./generatedChains.js"
import { at } from "./graph.js"
import { randomGraphs } from "./randomGraphs.js"

const hasJava = spawnSync("javac", ["-version"]).status === 0

/** Java cannot even read such a certificate, which nobody makes. */
const unreadable = "RFC822Name may not be null or empty"

interface Judged {
  readonly name: string
  readonly warnings: readonly Rejection[]
  readonly java: string
}

/** Every path that `private` takes, with what a TLS client in Java says to the same one. */
function judgedIn(folder: string): readonly Judged[] {
  const chains = generatedChains().map(({ above, ...rest }) => ({ ...rest, file: above }))
  const taken = [...chains, ...randomGraphs(600, 1)].flatMap(({ name, leaf, file }, index) => {
    const question = { at, anchors: file, profile: "private", purpose: "serverAuth" } as const
    const result = verifyChain(leaf, file, question)
    if (!result.ok) return []
    const pem = join(folder, `${index}.pem`)
    writeFileSync(pem, result.path.map(({ der }) => writePem("CERTIFICATE", der)).join(""))
    return [{ name, warnings: result.warnings, pem }]
  })
  const list = join(folder, "list")
  writeFileSync(list, taken.map(({ pem }) => `${pem}\n`).join(""))
  const source = join(import.meta.dirname, "Verdicts.java")
  const run = spawnSync("java", [source, list, String(at.getTime())], { encoding: "utf8" })
  const said = run.stdout.split("\n")
  if (said.length !== taken.length + 1) throw new Error(`java: ${run.stderr}`)
  return taken.map((one, index) => ({ ...one, java: said[index] ?? "" }))
}

describe.skipIf(!hasJava)(
  `the warnings of private, against a TLS client in Java${hasJava ? "" : " (skipped: no javac)"}`,
  () => {
    let folder = ""
    let judged: readonly Judged[] = []
    beforeAll(() => {
      folder = mkdtempSync(join(tmpdir(), "certfleet-java-"))
      judged = judgedIn(folder)
    }, 120_000)
    afterAll(() => rmSync(folder, { recursive: true, force: true }))

    it("meets paths that Java takes and paths that it refuses", () => {
      expect(judged.filter(({ java }) => java === "OK").length).toBeGreaterThan(200)
      expect(judged.filter(({ java }) => java !== "OK").length).toBeGreaterThan(20)
    })

    it("come wherever Java refuses what OpenSSL takes", () => {
      const silent = judged.filter(({ java, warnings }) => java !== "OK" && warnings.length === 0)
      const unexpected = silent.filter(({ java }) => java !== unreadable)
      expect(unexpected.map(({ name, java }) => `${name}: ${java}`)).toEqual([])
    })

    it("come nowhere else", () => {
      const wrong = judged.filter(({ java, warnings }) => java === "OK" && warnings.length > 0)
      expect(wrong.map(({ name, warnings }) => `${name}: ${warnings.map(({ kind }) => kind)}`)).toEqual([])
    })
  },
)
