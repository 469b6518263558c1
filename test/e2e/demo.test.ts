import { spawn } from "node:child_process"
import { once } from "node:events"
import { readdirSync, readFileSync } from "node:fs"
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { dirname, join, resolve } from "node:path"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { type CommandResult, runProgram } from "./client.js"

const program = resolve(import.meta.dirname, "../../bin/certfleet.js")
let temporary: string

beforeAll(async () => {
  temporary = await mkdtemp(join(tmpdir(), "certfleet-test-"))
})
afterAll(() => rm(temporary, { recursive: true, force: true }))

function demo(...args: string[]): Promise<CommandResult> {
  return runProgram(process.execPath, [program, "demo", ...args], {
    env: { ...process.env, TMPDIR: temporary },
  })
}

/** The last table's rows: server, verdict, ports. */
function verdicts({ stdout }: CommandResult): string[] {
  const table = stdout.slice(stdout.indexOf("# Second opinion"))
  return table.split("\n").filter((line) => /^\S+\.example\.edu /.test(line))
}

describe("certfleet demo", () => {
  it("takes twelve servers from an expiring certificate to a new one, proven by a second opinion", async () => {
    const file = join(await mkdtemp(join(tmpdir(), "certfleet-page-")), "demo.html")
    const result = await demo("--html", file)
    expect([result.status, result.stderr.match(/error:.*/)]).toEqual([0, null])
    expect(verdicts(result)).toHaveLength(10)
    expect(verdicts(result).every((line) => / done +(\d+) of \1$/.test(line))).toBe(true)
    expect(result.stdout).toContain("10 of 10 certificate-bearing servers done.")
    expect(result.stdout + result.stderr).not.toContain("PRIVATE KEY")
    expect(readdirSync(temporary)).toEqual([])
    expect(result.stdout).toContain(`# The page of it is ${file}:`)
    const page = readFileSync(file, "utf8")
    await rm(dirname(file), { recursive: true })
    expect(page.match(/class="badge good"><span aria-hidden="true">✓<\/span> current/g)).toHaveLength(20)
    expect(page.match(/class="phase part2" x=/g)).toHaveLength(10)
    expect(page).not.toContain("PRIVATE KEY")
  })

  it("prints commands for a fleet that goes on running, and each of them goes well", {
    timeout: 300_000,
  }, async () => {
    const child = spawn(process.execPath, [program, "demo", "--keep", "--hosts", "4"], {
      env: { ...process.env, TMPDIR: temporary },
    })
    const ended = once(child, "close")
    let shown = ""
    try {
      for await (const chunk of child.stdout) {
        shown += String(chunk)
        if (/Try it:\n[\s\S]*\n {2}certfleet .*\n$/.test(shown)) break
      }
      const [, cwd = "", commands = ""] = /\n {2}cd (\S+)\n((?: {2}certfleet .*\n)+)$/.exec(shown) ?? []
      const lines = commands.trimEnd().split("\n")
      expect(lines.length).toBeGreaterThan(4)
      for (const line of lines) {
        const words = line.trim().split(" ").slice(1)
        const { status, stderr } = await runProgram(process.execPath, [program, ...words], { cwd })
        expect([line, status, stderr.match(/error:.*/)]).toEqual([line, 0, null])
      }
    } finally {
      child.kill("SIGINT")
      await ended
    }
    expect(readdirSync(temporary)).toEqual([])
  })

  it("puts every server back when one deploy fails, and says so by exit code 4", async () => {
    const result = await demo("--fail", "deploy")
    expect(result.status).toBe(4)
    expect(result.stdout).toContain("10 of 10 certificate-bearing servers old again.")
    expect(readdirSync(temporary)).toEqual([])
  })

  it("refuses a kind of failure that it does not know, naming those it knows", async () => {
    const result = await demo("--fail", "everything")
    expect(result.status).toBe(2)
    expect(result.stderr).toContain("hint: write deploy,")
  })

  it("renews through years of shorter lives by a timer alone, as README shows it", {
    timeout: 300_000,
  }, async () => {
    const result = await demo("--renew")
    expect([result.status, result.stderr]).toEqual([0, ""])
    const shown = result.stdout.slice(result.stdout.indexOf("day  ")).trimEnd()
    const readme = readFileSync(resolve(import.meta.dirname, "../../README.md"), "utf8")
    const example = readme.slice(readme.indexOf("$ certfleet demo --renew\n")).split("\n").slice(1)
    const end = example.findIndex((line) => line !== "" && !line.startsWith("    "))
    expect(
      example
        .slice(0, end)
        .map((line) => line.slice(4))
        .join("\n")
        .trimEnd(),
    ).toBe(shown)
    const lives = [...shown.matchAll(/renewed on 6 servers, \d+ ports +(\d+) days/g)].map(([, days]) => days)
    expect(new Set(lives)).toEqual(new Set(["200", "100", "47"]))
    expect(readdirSync(temporary)).toEqual([])
  })

  it("plays one demo at a time", async () => {
    const result = await demo("--renew", "--fail", "deploy")
    expect([result.status, result.stderr]).toEqual([2, expect.stringContaining("choose one of both")])
  })
})
