import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { join, resolve } from "node:path"
import { describe, expect, it } from "vitest"
import manifest from "../../../package.json" with { type: "json" }
import { lintPage } from "../../../src/report/page/lintPage.js"
import { temporaryFolder } from "../folder.js"
import { type RunOptions, type RunResult, runCli } from "../testIo.js"

const fixtures = resolve(import.meta.dirname, "../../../certs-fixtures/certs")

/** A checkout with one certificate that is expired, below a folder. */
function checkout(): string {
  const cwd = temporaryFolder()
  mkdirSync(join(cwd, "certs"))
  cpSync(join(fixtures, "leaf-expired.pem"), join(cwd, "certs", "old.pem"))
  return cwd
}

const lint = (args: readonly string[], options: RunOptions): Promise<RunResult> =>
  runCli(["lint", "--profile", "private", "--select", "expired", ...args], options)
const text =
  /^certs\/old\.pem \(block 1, line \d+\) validity: error: mail\.example\.edu expired on .*\[expired\]\n/
const annotation = /^::error file=certs\/old\.pem,line=\d+,title=expired::/m

describe("the reports of certfleet lint", () => {
  it("are text unless something else is asked for", async () => {
    const run = await lint([], { cwd: checkout() })
    expect(run).toMatchObject({ exitCode: 1, stderr: "" })
    expect(run.stdout).toMatch(text)
    expect(run.stdout).toMatch(/\n1 error in 1 certificate\n$/)
  })

  it("are painted on request, on stdout only", async () => {
    const cwd = checkout()
    const run = await lint(["--reporter-file", "text=out.txt"], { cwd, env: { FORCE_COLOR: "1" } })
    expect(run.stdout).toContain("\u001b[31merror")
    expect(readFileSync(join(cwd, "out.txt"), "utf8")).toMatch(text)
  })

  it.each([["--json"], ["--reporter", "json"], ["--reporter", "json", "--json"]])(
    "are one JSON document with %s",
    async (...args) => {
      const run = await lint(args, { cwd: checkout() })
      expect(JSON.parse(run.stdout)).toMatchObject({ version: 1, totals: { error: 1 } })
    },
  )

  it("may be several on stdout, and more in files", async () => {
    const cwd = checkout()
    const args = [
      "--reporter",
      "text",
      "--reporter",
      "github",
      "--reporter-file",
      "sarif=reports/new/lint.sarif",
    ]
    const run = await lint([...args, "--reporter-file", "junit=lint.xml"], { cwd })
    expect(run.stdout).toMatch(text)
    expect(run.stdout).toMatch(annotation)
    expect(JSON.parse(readFileSync(join(cwd, "reports/new/lint.sarif"), "utf8"))).toMatchObject({
      version: "2.1.0",
      runs: [{ results: [{ ruleId: "expired" }] }],
    })
    expect(readFileSync(join(cwd, "lint.xml"), "utf8")).toContain('<testsuite name="certs/old.pem"')
  })

  it("replace a file of an earlier run", async () => {
    const cwd = checkout()
    writeFileSync(join(cwd, "gl.json"), "[]")
    await lint(["--reporter-file", "gitlab=gl.json"], { cwd })
    expect(JSON.parse(readFileSync(join(cwd, "gl.json"), "utf8"))).toHaveLength(1)
  })

  it("exit 2 where a file cannot be written", async () => {
    const cwd = checkout()
    writeFileSync(join(cwd, "taken"), "")
    const run = await lint(["--reporter-file", "json=taken/lint.json"], { cwd })
    expect(run).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("taken is a file") })
  })

  it("write the others where one cannot be written", async () => {
    const cwd = checkout()
    const files = ["--reporter-file", "json=/proc/lint.json", "--reporter-file", "junit=beside.xml"]
    const run = await lint(files, { cwd })
    expect(run).toMatchObject({ exitCode: 3, stderr: expect.stringContaining("/proc/lint.json: its folder") })
    expect(readFileSync(join(cwd, "beside.xml"), "utf8")).toContain("<testsuite")
  })

  it.each([
    [
      ["--reporter", "sari"],
      "--reporter: there is no reporter sari",
      "did you mean sarif? there are text, json,",
    ],
    [
      ["--reporter-file", "csv=x.csv"],
      "there is no reporter csv",
      "text, json, sarif, junit, github, gitlab",
    ],
    [["--reporter-file", "sarif"], "--reporter-file sarif names no file", "write NAME=FILE"],
    [["--reporter-file", "sarif="], "--reporter-file sarif= names no file", "write NAME=FILE"],
    [
      ["--json", "--reporter", "text"],
      "a json report on stdout wants to be alone",
      "--reporter-file json=FILE",
    ],
    [
      ["--html", "-"],
      "--html: - is no file, and standard output has the result",
      "./- is one that is called",
    ],
    [["--reporter-file", "json=-"], "--reporter-file: - is no file", "name a file"],
    [
      ["--html", "a", "--reporter-file", "html=a"],
      "two reports would go to a",
      "give each a file of its own",
    ],
    [
      ["--reporter-file", "json=a", "--reporter-file", "sarif=./a"],
      "two reports would go to ./a",
      "give each a file of its own",
    ],
  ])("refuse %j before anything is linted", async (args, message, hint) => {
    const entries = () => Promise.reject(new Error("nothing may be looked at"))
    const run = await lint(args, { cwd: checkout(), files: { entries, read: entries } })
    expect(run).toMatchObject({ exitCode: 2, stdout: "" })
    expect(run.stderr).toContain(message)
    expect(run.stderr).toContain(hint)
  })
})

describe("--html", () => {
  it("writes a page of what --json prints, beside the text", async () => {
    const cwd = checkout()
    const run = await lint(["--html", "page/lint.html"], { cwd })
    expect(run.stdout).toMatch(text)
    const page = readFileSync(join(cwd, "page/lint.html"), "utf8")
    const json = await lint(["--json"], { cwd })
    expect(page).toBe(lintPage(JSON.parse(json.stdout), manifest.version))
  })
})

describe("under GitHub Actions", () => {
  const actions = (cwd: string): Record<string, string> => ({
    GITHUB_ACTIONS: "true",
    GITHUB_WORKSPACE: cwd,
    GITHUB_STEP_SUMMARY: join(cwd, "summary.md"),
  })

  it("reports are text and annotations, and are added to the step's summary", async () => {
    const cwd = checkout()
    writeFileSync(join(cwd, "summary.md"), "of an earlier command\n")
    const run = await lint([], { cwd, env: actions(cwd) })
    expect(run.stdout).toMatch(text)
    expect(run.stdout).toMatch(annotation)
    expect(readFileSync(join(cwd, "summary.md"), "utf8")).toMatch(
      /^of an earlier command\n### certfleet lint\n\n1 error in 1 certificate\n/,
    )
  })

  it("files come on top of that, and a chosen reporter instead", async () => {
    const cwd = checkout()
    const run = await lint(["--reporter-file", "sarif=lint.sarif"], { cwd, env: actions(cwd) })
    expect(run.stdout).toMatch(annotation)
    rmSync(join(cwd, "summary.md"))
    const chosen = await lint(["--reporter", "text"], { cwd, env: actions(cwd) })
    expect(chosen.stdout).not.toMatch(annotation)
    expect(existsSync(join(cwd, "summary.md"))).toBe(false)
  })

  it("paths start at the checkout, wherever in it the lint runs", async () => {
    const cwd = checkout()
    const run = await lint(["old.pem"], { cwd: join(cwd, "certs"), env: actions(cwd) })
    expect(run.stdout).toMatch(annotation)
  })

  it("paths outside of the checkout are absolute", async () => {
    const cwd = checkout()
    const elsewhere = checkout()
    const run = await lint([join(elsewhere, "certs/old.pem")], { cwd, env: actions(cwd) })
    expect(run.stdout).toContain(`::error file=${elsewhere}/certs/old.pem,`)
  })

  it("a summary that cannot be written is said and changes nothing else", async () => {
    const cwd = checkout()
    const env = { ...actions(cwd), GITHUB_STEP_SUMMARY: join(cwd, "gone", "summary.md") }
    const run = await lint([], { cwd, env })
    expect(run.exitCode).toBe(1)
    expect(run.stderr).toMatch(/^certfleet: no step summary: /)
  })

  it("reports need no summary", async () => {
    const run = await lint([], { cwd: checkout(), env: { GITHUB_ACTIONS: "true" } })
    expect(run).toMatchObject({ exitCode: 1, stderr: "" })
    expect(run.stdout).toMatch(annotation)
  })
})

describe("the order of findings", () => {
  it("is that of the inputs, what was found about chains and keys later included", async () => {
    const cwd = temporaryFolder()
    const folder = resolve(import.meta.dirname, "../../../certs-fixtures/deliveries/reversed/bundle.pem")
    cpSync(folder, join(cwd, "a.pem"))
    cpSync(join(fixtures, "leaf-expired.pem"), join(cwd, "b.pem"))
    const run = await runCli(["lint", "--profile", "private", "--json"], { cwd })
    const report: { findings: { code: string; subject: { file: string } }[] } = JSON.parse(run.stdout)
    const files = report.findings.map(({ subject }) => subject.file)
    expect(report.findings.map(({ code }) => code)).toContain("chain-disordered")
    expect(files).toEqual(files.toSorted())
  })
})
