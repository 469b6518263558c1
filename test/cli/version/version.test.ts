import { readFileSync } from "node:fs"
import { join, resolve } from "node:path"
import { describe, expect, it } from "vitest"
import { versionsHere } from "../../../src/local/versions.js"
import { runCli } from "../testIo.js"

const root = resolve(import.meta.dirname, "../../..")
const manifestOf = (folder: string) =>
  JSON.parse(readFileSync(join(root, folder, "package.json"), "utf8")) as {
    version: string
    dependencies: Record<string, string>
  }
const own = manifestOf("")

describe("certfleet version", () => {
  it("names Node, OpenSSL and platform, and every dependency as it is installed", async () => {
    const { exitCode, stdout } = await runCli(["version", "--json"], { cwd: root })
    const { dependencies, ...rest } = JSON.parse(stdout)
    expect(exitCode).toBe(0)
    expect(rest).toEqual({
      version: 1,
      certfleet: own.version,
      node: process.versions.node,
      openssl: process.versions.openssl,
      platform: process.platform,
      arch: process.arch,
    })
    const names = Object.keys(own.dependencies)
    expect(dependencies).toEqual(
      Object.fromEntries(names.map((name) => [name, manifestOf(`node_modules/${name}`).version])),
    )
  })

  it("prints the same as lines", async () => {
    const { stdout } = await runCli(["version"], { cwd: root })
    expect(stdout).toMatch(new RegExp(`^certfleet +${own.version}$`, "m"))
    expect(stdout).toMatch(new RegExp(`^Node.js +${process.versions.node}$`, "m"))
    expect(stdout).toMatch(/^@peculiar\/x509 +\d+\.\d+\.\d+$/m)
  })

  it("says of a package that is not there that it is not", async () => {
    const { dependencies } = await versionsHere({
      exists: async (path) => path.endsWith("node_modules/ssh2/package.json"),
      read: async () => Buffer.from('{"version":"9.9.9"}'),
    })
    expect(dependencies).toMatchObject({ ssh2: "9.9.9", yaml: null })
  })
})
