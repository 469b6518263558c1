import { spawnSync } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { readInputs } from "../../src/bundle/inputFiles.js"
import { readBundle } from "../../src/bundle/readBundle.js"
import { localFiles } from "../../src/local/files.js"
import { readPem } from "../../src/x509/pem.js"
import { runCli } from "../cli/testIo.js"
import { shapes } from "../support/shapes.js"

const certs = join(import.meta.dirname, "../../certs-fixtures/certs")
const pem = readFileSync(join(certs, "leaf-expired.pem"), "utf8").replace(
  /^[^-].*\n(?!MI)(?=(?:.*\n)*-----BEGIN)/gm,
  "",
)
const der = readPem(Buffer.from(pem)).blocks[0]?.der ?? new Uint8Array()
const hasOpenssl = spawnSync("openssl", ["version"]).status === 0

let work = ""
beforeAll(() => {
  work = mkdtempSync(join(tmpdir(), "certfleet-shapes-"))
})
afterAll(() => rmSync(work, { recursive: true, force: true }))

describe.each(shapes.map((shape) => [shape.name, shape] as const))("%s", (name, shape) => {
  const folder = (): string => join(work, name.replace(/\W+/g, "-"))
  const file = (): string => join(folder(), shape.file)
  beforeAll(() => {
    spawnSync("mkdir", [folder()])
    writeFileSync(file(), shape.bytes({ pem, der }))
  })

  it("is read by an import, named and in a folder", async () => {
    for (const input of [file(), folder()]) {
      const { certificates, findings } = await readBundle(await readInputs({ files: localFiles }, [input]))
      expect(certificates.map(({ certificate }) => Buffer.from(certificate.der))).toEqual([Buffer.from(der)])
      expect(findings.filter(({ severity }) => severity === "error")).toEqual([])
    }
  })

  it("is judged by a lint, named and in a folder", async () => {
    const layout = shape.layout === true ? ["pem-layout"] : []
    for (const input of [file(), folder()]) {
      const args = ["lint", "--no-config", "--profile", "private", "--reporter", "json", input]
      const { stdout, exitCode } = await runCli(args, { now: Date.UTC(2026, 4, 1), cwd: work })
      const { findings } = JSON.parse(stdout) as { findings: { code: string }[] }
      expect(findings.map(({ code }) => code).sort()).toEqual(["expired", ...layout].sort())
      expect(exitCode).toBe(1)
    }
  })

  if (shape.openssl === undefined) return
  it.runIf(hasOpenssl)(`OpenSSL ${shape.openssl} as it is`, () => {
    // DER is tried by OpenSSL, too, whatever the file is called.
    const { status } = spawnSync("openssl", ["x509", "-noout", "-in", file()])
    expect(status === 0 ? "reads" : "refuses").toBe(shape.openssl)
  })
})
