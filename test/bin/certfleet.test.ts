import { spawnSync } from "node:child_process"
import { readFileSync, writeFileSync } from "node:fs"
import { join, resolve } from "node:path"
import { transform } from "esbuild"
import { describe, expect, it } from "vitest"
import { temporaryFolder } from "../cli/folder.js"

const program = resolve(import.meta.dirname, "../../bin/certfleet.js")

function runAs(version: string, ...args: string[]) {
  const preload = join(temporaryFolder(), "preload.cjs")
  writeFileSync(preload, `Object.defineProperty(process.versions, "node", { value: "${version}" })`)
  return spawnSync(process.execPath, ["--require", preload, program, ...args], { encoding: "utf8" })
}

describe("bin/certfleet.js", () => {
  it.each(["0.10.48", "18.20.4", "20.18.3"])("says that Node %s is too old, in two lines", (version) => {
    for (const args of [["--version"], ["lint", "--debug"]])
      expect(runAs(version, ...args)).toMatchObject({
        status: 2,
        stdout: "",
        stderr: `certfleet: error: Node.js 20.19 or later is needed, this is ${version}
certfleet: hint: install a newer Node.js, or put one first on PATH
`,
      })
  })

  it.each(["20.19.0", "21.0.0", "100.1.0"])("runs on Node %s", (version) => {
    expect(runAs(version, "--version")).toMatchObject({ status: 0, stderr: "" })
  })

  it("is written in what every Node understands", async () => {
    const text = readFileSync(program, "utf8")
    // What ES5 does not have would come out translated, or be refused.
    const [old, current] = await Promise.all([
      transform(text, { target: "es5" }),
      transform(text, { target: "esnext" }),
    ])
    expect(old.code).toBe(current.code)
  })
})
