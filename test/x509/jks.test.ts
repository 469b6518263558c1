import { execFileSync, spawnSync } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { jks } from "../../certs-fixtures/archives.js"
import { parseCertificate } from "../../src/x509/certificate.js"
import { looksLikeJks, readJks } from "../../src/x509/jks.js"
import { leafDer, rootDer, subDer } from "../fuzz/seeds.js"

const hasKeytool = spawnSync("which", ["keytool"]).status === 0
const store = jks([rootDer], [leafDer, subDer])

describe("readJks", () => {
  it("reads certificates and those of keys, and counts the keys", () => {
    expect(looksLikeJks(store)).toBe(true)
    const { certificates, keys, problem } = readJks(store)
    expect(certificates.map((der) => Buffer.from(der))).toEqual(
      [rootDer, leafDer, subDer].map((der) => Buffer.from(der)),
    )
    expect([keys, problem]).toEqual([1, undefined])
  })

  it("reads up to where the file is cut off", () => {
    const { certificates, problem } = readJks(store.subarray(0, store.length - 400))
    expect(certificates.length).toBeLessThan(3)
    expect(problem).toMatchObject({ message: "it is cut off" })
    expect(readJks(store.subarray(0, 12)).problem).toBeDefined()
  })

  it("does not go on for as many entries as a file pretends to have", () => {
    const greedy = Buffer.from(store)
    greedy.writeUInt32BE(0xffffffff, 8)
    expect(readJks(greedy)).toMatchObject({ keys: 1, problem: { kind: "encoding" } })
  })

  it.runIf(hasKeytool).each(["JKS", "JCEKS"])("reads what keytool writes as %s (needs keytool)", (type) => {
    const folder = mkdtempSync(join(tmpdir(), "certfleet-jks-"))
    const file = join(folder, "mail.jks")
    const common = ["-keystore", file, "-storepass", "open sesame", "-storetype", type]
    const make = [
      "-genkeypair",
      "-keyalg",
      "RSA",
      "-alias",
      "mail",
      "-dname",
      "CN=mail.example.edu",
      "-keypass",
      "open sesame",
    ]
    execFileSync("keytool", [...make, ...common], { stdio: "pipe" })
    const bytes = readFileSync(file)
    if (type === "JCEKS")
      execFileSync(
        "keytool",
        [
          "-genseckey",
          "-keyalg",
          "AES",
          "-keysize",
          "128",
          "-alias",
          "a",
          "-keypass",
          "open sesame",
          ...common,
        ],
        { stdio: "pipe" },
      )
    const withSecret = readJks(readFileSync(file))
    rmSync(folder, { recursive: true })
    const { certificates, keys, problem } = readJks(bytes)
    expect([keys, problem]).toEqual([1, undefined])
    expect(certificates.map((der) => parseCertificate(der).ok)).toEqual([true])
    if (type === "JCEKS") expect(withSecret.problem?.message).toContain("secret key")
  })
})
