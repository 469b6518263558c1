import { execFile } from "node:child_process"
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs"
import { tmpdir } from "node:os"
import { join, resolve } from "node:path"
import { promisify } from "node:util"
import { afterAll, beforeAll, describe, expect, it } from "vitest"

const root = resolve(import.meta.dirname, "..")
const readme = readFileSync(join(root, "README.md"), "utf8")
let folder: string

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "certfleet-test-"))
  mkdirSync(join(folder, "node_modules"))
  symlinkSync(root, join(folder, "node_modules/certfleet"))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe("README", () => {
  it("shows a library example that runs against the built package", async () => {
    const [, example] = /^```ts\n(.*?)^```$/ms.exec(readme) ?? []
    writeFileSync(join(folder, "example.mjs"), example ?? "")
    copyFileSync(join(root, "certs-fixtures/fleets/example.yaml"), join(folder, "fleet.yaml"))
    copyFileSync(
      join(root, "certs-fixtures/deliveries/apache-zip/mail_example_edu.zip"),
      join(folder, "mail.zip"),
    )
    const { stdout, stderr } = await promisify(execFile)(process.execPath, ["example.mjs"], { cwd: folder })
    expect(stderr).toBe("")
    // Which of the reasons depends on the day: the example's CA is none that browsers know.
    expect(stdout).toMatch(/^(mail\.example\.edu|Example TLS CA 1): .+\n$/)
  })
})
