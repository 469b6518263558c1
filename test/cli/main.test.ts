import { spawn, spawnSync } from "node:child_process"
import { closeSync, cpSync, existsSync, mkdirSync, openSync, readdirSync, readFileSync } from "node:fs"
import { join, resolve } from "node:path"
import { describe, expect, it } from "vitest"
import { temporaryFolder } from "./folder.js"

const root = resolve(import.meta.dirname, "../..")
const program = join(root, "bin/certfleet.js")
const certificate = join(root, "certs-fixtures/certs/leaf.pem")

function built(...args: string[]): string {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], { encoding: "utf8" })
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" })
  return stdout
}

/** Runs the built command line after a piece of code that breaks something in the same process. */
function broken(code: string, ...args: string[]) {
  const preload = `--import=data:text/javascript,${encodeURIComponent(code)}`
  return spawnSync(process.execPath, [preload, program, ...args], { encoding: "utf8" })
}

/** The lines of source that a stack names, from the top. */
function sourceLines(stack: string): string[] {
  return [...stack.matchAll(/^ {4}at .*?\(?([^\s()]+\/src\/[^\s()]+\.ts):(\d+):\d+\)?$/gm)].map(
    ([, file = "", line]) => readFileSync(file, "utf8").split("\n")[Number(line) - 1]?.trim() ?? "",
  )
}

describe("the built command line", () => {
  it("prints the same help however it is asked for", () => {
    const help = built("--help")
    expect(help).toContain("Exit codes:")
    for (const args of [["help"], ["-h"], ["--debug", "--help"], ["help", "--help"]])
      expect(built(...args)).toBe(help)
  })

  it("prints its help without loading a package", () => {
    const folder = temporaryFolder()
    for (const part of ["bin", "package.json", "dist/help.js", "dist/chunks"])
      cpSync(join(root, part), join(folder, part), { recursive: true })
    const run = spawnSync(process.execPath, [join(folder, "bin/certfleet.js"), "--help"], {
      encoding: "utf8",
    })
    expect(run).toMatchObject({ status: 0, stderr: "", stdout: built("--help") })
  })

  it("runs where Node does not let an ES module be required", () => {
    const without = ["--no-experimental-require-module", program]
    for (const args of [["--help"], ["rules", "--json"]]) {
      const { stdout } = spawnSync(process.execPath, [...without, ...args], { encoding: "utf8" })
      expect(stdout).toBe(built(...args))
    }
  })

  it.runIf(existsSync("/dev/full")).each([[["rules", "--json"]], [["--help"]], [["--version"]]])(
    "ends with 3 when the output of %j could not be written (needs /dev/full)",
    (args) => {
      const full = openSync("/dev/full", "w")
      const { status, stderr } = spawnSync(process.execPath, [program, ...args], {
        stdio: ["ignore", full, "pipe"],
      })
      closeSync(full)
      expect({ status, stderr: String(stderr) }).toEqual({
        status: 3,
        stderr:
          "certfleet: error: standard output: no space left on this machine\ncertfleet: hint: free some space, then run again\n",
      })
    },
  )

  it.each([[["rules", "--json"]], [["--help"]]])("says nothing of a reader of %j that has left", (args) => {
    const script = `"$0" "$@" | head -1; exit "\${PIPESTATUS[0]}"`
    const { status, stderr } = spawnSync("bash", ["-c", script, process.execPath, program, ...args])
    expect({ status, stderr: String(stderr) }).toEqual({ status: 0, stderr: "" })
  })

  it("prints its version, alone and beside other options", () => {
    expect(built("--version")).toMatch(/^\d+\.\d+\.\d+\n$/)
    expect(built("-V")).toBe(built("--version"))
    expect(built("--debug", "--version")).toBe(built("--version"))
  })

  it("says an internal error in two lines, and for --debug the lines of source that it came through", () => {
    const stopped = 'Date.now = () => { throw new TypeError("the clock has stopped") }'
    const lint = ["lint", "--no-config", certificate]
    const what = `certfleet: error: the clock has stopped
certfleet: hint: this is a defect of certfleet: run again with --debug and report what it prints
`
    expect(broken(stopped, ...lint)).toMatchObject({ status: 3, stdout: "", stderr: what })
    const { status, stderr } = broken(stopped, "--debug", ...lint)
    expect(status).toBe(3)
    expect(stderr.startsWith(`${what}TypeError: the clock has stopped\n`)).toBe(true)
    const [first, ...callers] = sourceLines(stderr)
    expect(first).toContain("clock.now()")
    expect(callers).toContainEqual(expect.stringContaining("await run(io,"))
    expect(stderr).not.toContain("/dist/")
  })

  it("ends the same way with an error that nobody awaits", async () => {
    // Waits for its input when the error comes.
    const preload = `process.on("newListener", (name) => {
      if (name === "uncaughtException") setImmediate(() => { throw new Error("from nowhere") })
    })`
    const child = spawn(process.execPath, [
      `--import=data:text/javascript,${encodeURIComponent(preload)}`,
      program,
      "lint",
      "-",
    ])
    let stderr = ""
    child.stderr.on("data", (chunk: Buffer) => {
      stderr += chunk.toString()
    })
    const status = await new Promise((done) => child.on("close", done))
    child.stdin.destroy()
    expect(stderr).toMatch(/^certfleet: error: from nowhere\ncertfleet: hint: .*\n$/)
    expect(status).toBe(3)
  })

  it("says in two lines that it is not installed whole", () => {
    const folder = temporaryFolder()
    for (const part of ["bin", "package.json"])
      cpSync(join(root, part), join(folder, part), { recursive: true })
    mkdirSync(join(folder, "dist"))
    const run = spawnSync(process.execPath, [join(folder, "bin/certfleet.js"), "names"], { encoding: "utf8" })
    expect(run.status).toBe(3)
    expect(run.stderr).toMatch(/^certfleet: error: cannot start: .*dist\/cli\.js.*\ncertfleet: hint: .*\n$/)
  })

  it("names the limit of open files where it is too low, whatever could not be opened", () => {
    const cwd = temporaryFolder()
    const runs = [22, 24, 26, 28, 32, 36, 40, 48].map((limit) =>
      spawnSync(
        "/bin/sh",
        ["-c", `ulimit -n ${limit} && exec "$@"`, "sh", process.execPath, program, "rollout"],
        {
          ...{ cwd, encoding: "utf8" },
        },
      ),
    )
    const short = runs.filter(({ stderr }) => stderr.includes("too many open files"))
    expect(short.length).toBeGreaterThan(0)
    for (const { status, stderr } of short)
      expect([status, stderr]).toEqual([3, expect.stringMatching(/\ncertfleet: hint: .*ulimit -n 1024/)])
  })

  it("keeps nothing that Node compiled in a folder that others share", () => {
    const shared = temporaryFolder()
    const env = { PATH: process.env["PATH"], TMPDIR: shared }
    const run = spawnSync(process.execPath, [program, "rules", "--json"], { encoding: "utf8", env })
    expect(run.status).toBe(0)
    expect(readdirSync(shared)).toEqual([])
  })
})
