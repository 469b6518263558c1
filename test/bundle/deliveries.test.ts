import { execFileSync, spawnSync } from "node:child_process"
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { deliveries } from "../../certs-fixtures/deliveries.js"
import { exampleStore, judge } from "../../certs-fixtures/judge.js"
import { deliveredAt } from "../../certs-fixtures/recipes.js"
import type { Finding } from "../../src/finding.js"
import { readPem, writePem } from "../../src/x509/pem.js"
import { publicKeyOf } from "../../src/x509/privateKey.js"
import { readPrivateKey } from "../../src/x509/readPrivateKey.js"

const folder = join(import.meta.dirname, "../../certs-fixtures")
const certificate = (name: string): Uint8Array =>
  readPem(readFileSync(join(folder, "certs", `${name}.pem`))).blocks[0]?.der ?? new Uint8Array()
const key = readPrivateKey(readFileSync(join(folder, "keys/rfc9500-rsa2048.key")))
const publicKey = key.ok ? publicKeyOf(key.key) : new Uint8Array()
const store = exampleStore(certificate("root-g2"), certificate("root-g1"))
const csr = { name: "commercial.csr", bytes: readFileSync(join(folder, "deliveries/commercial.csr")) }
const hasOpenssl = spawnSync("openssl", ["version"]).status === 0

describe("a delivery", () => {
  let work = ""
  beforeAll(() => {
    work = mkdtempSync(join(tmpdir(), "certfleet-delivery-"))
  })
  afterAll(() => rmSync(work, { recursive: true, force: true }))

  it.each(deliveries.map((recipe) => [recipe.name, recipe] as const))(
    "%s gets the findings of its recipe",
    async (name, recipe) => {
      const files = Object.keys(recipe.files).map((file) => ({
        name: file,
        bytes: readFileSync(join(folder, "deliveries", name, file)),
      }))
      const { assembled, findings } = await judge(files, csr, store, publicKey)
      expect(findings.map(({ code }) => code)).toEqual(recipe.findings)
      const expected: Finding[] = JSON.parse(
        readFileSync(join(folder, "deliveries", `${name}.findings.json`), "utf8"),
      )
      expect(findings).toEqual(expected)
      expect(assembled === undefined).toBe(findings.some(({ severity }) => severity === "error"))
      if (assembled === undefined) return
      const fingerprints = [assembled.leaf, ...assembled.chain].map((item) =>
        Buffer.from(item.der).toString("base64"),
      )
      expect(fingerprints).toEqual(
        ["leaf", "issuing", "root-g2"].map((item) => Buffer.from(certificate(item)).toString("base64")),
      )
      if (!hasOpenssl) return
      // As zmcertmgr calls it, at the time of the delivery.
      writeFileSync(join(work, "crt"), writePem("CERTIFICATE", assembled.leaf.der))
      writeFileSync(join(work, "ca"), assembled.chain.map(({ der }) => writePem("CERTIFICATE", der)).join(""))
      const at = String(deliveredAt.getTime() / 1000)
      const argv = [
        "verify",
        "-attime",
        at,
        "-purpose",
        "sslserver",
        "-CAfile",
        join(work, "ca"),
        join(work, "crt"),
      ]
      expect(execFileSync("openssl", argv, { encoding: "utf8" })).toBe(`${join(work, "crt")}: OK\n`)
    },
  )

  it("has a recipe for every folder", () => {
    const folders = readdirSync(join(folder, "deliveries"), { withFileTypes: true }).filter((entry) =>
      entry.isDirectory(),
    )
    expect(folders.map(({ name }) => name).sort()).toEqual(deliveries.map(({ name }) => name).sort())
  })

  it("says each error in one sentence with what to do", () => {
    const all = deliveries.flatMap(({ name }): Finding[] =>
      JSON.parse(readFileSync(join(folder, "deliveries", `${name}.findings.json`), "utf8")),
    )
    for (const { severity, message, hint } of all) {
      expect(message).not.toMatch(/\n|\.$/)
      if (severity === "error") expect(hint).toMatch(/\S/)
    }
  })
})
