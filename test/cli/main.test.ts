import { execFileSync } from "node:child_process"
import { join, resolve } from "node:path"
import { describe, expect, it } from "vitest"

const root = resolve(import.meta.dirname, "../..")

function built(...args: string[]): string {
  return execFileSync(process.execPath, [join(root, "bin/certfleet.js"), ...args], { encoding: "utf8" })
}

describe("the built command line", () => {
  it("says for --help, which the build wrote down, what commander says", () => {
    const help = built("--help")
    expect(help).toContain("Exit codes:")
    expect(help).toBe(built("help"))
    expect(help).toBe(built("-h"))
  })

  it("prints its version", () => {
    expect(built("--version")).toMatch(/^\d+\.\d+\.\d+\n$/)
  })
})
