import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { everyCommand } from "../../src/cli/program.js"
import { temporaryFolder } from "./folder.js"
import { type RunResult, runCli } from "./testIo.js"

function run(argv: readonly string[], cwd = temporaryFolder()): Promise<RunResult> {
  writeFileSync(
    join(cwd, "fleet.yaml"),
    "certificate: { commonName: mail.example.edu }\nservers: [{ host: mbs01.example.edu, roles: [mailbox] }]\n",
  )
  return runCli(argv, { cwd })
}

describe("--quiet", () => {
  it("leaves results, and takes what is neither error nor warning from stderr", async () => {
    const usual = await run(["rules", "--scope", "csr"])
    expect(usual.stderr).toMatch(/certfleet explain CODE says more\n$/)
    expect(await run(["rules", "--scope", "csr", "-q"])).toEqual({ ...usual, stderr: "" })
  })

  it("leaves errors and their hints", async () => {
    const argv = ["names", "--fleet", "missing.yaml"]
    const usual = await run(argv)
    expect(usual.stderr).toContain("certfleet: hint: ")
    expect(await run([...argv, "--quiet"])).toEqual(usual)
  })

  it("cannot be had with --verbose", async () => {
    expect(await run(["names", "-q", "-v"])).toMatchObject({
      exitCode: 2,
      stdout: "",
      stderr: expect.stringContaining("--quiet and --verbose exclude each other"),
    })
  })
})

describe("--verbose", () => {
  it("leaves results, and says on stderr what was read and how long it took", async () => {
    const cwd = temporaryFolder()
    const usual = await run(["names"], cwd)
    const more = await run(["names", "-v"], cwd)
    expect(more.stdout).toBe(usual.stdout)
    expect(more.stderr.split("\n")).toEqual([
      `certfleet: ${join(cwd, "fleet.yaml")}: 1 server, mail.example.edu`,
      expect.stringMatching(/^certfleet: exit code 0 after \d+\.\d s$/),
      "",
    ])
  })
})

it("--quiet and --verbose stand before or after every command, and in its help", async () => {
  for (const command of everyCommand().commands.filter((one) => one.name() !== "__complete")) {
    const { stdout } = await run([command.name(), "--help"])
    expect(stdout).toMatch(/^ {2}-q, --quiet /m)
    expect(stdout).toMatch(/^ {2}-v, --verbose /m)
  }
  const before = await run(["-q", "rules", "--scope", "csr"])
  expect([before.exitCode, before.stderr]).toEqual([0, ""])
})
