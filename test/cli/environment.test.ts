import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { temporaryFolder } from "./folder.js"
import { type RunResult, runCli } from "./testIo.js"

const fleet = (host: string): string =>
  `certificate: { commonName: mail.example.edu }\nservers: [{ host: ${host}, roles: [mailbox] }]\n`

function run(argv: readonly string[], env: Readonly<Record<string, string>>): Promise<RunResult> {
  const cwd = temporaryFolder()
  writeFileSync(join(cwd, "one.yaml"), fleet("one.example.edu"))
  writeFileSync(join(cwd, "two.yaml"), fleet("two.example.edu"))
  return runCli(argv, { cwd, env })
}

describe("a variable", () => {
  it("stands for the flag of its name at every command", async () => {
    const { exitCode, stdout, stderr } = await run(["names"], { CERTFLEET_FLEET: "one.yaml" })
    expect([exitCode, stderr]).toEqual([0, ""])
    expect(stdout).toContain("one.example.edu")
  })

  it("is weaker than the flag, stronger than a default, and weaker than the command's own variable", async () => {
    const general = { CERTFLEET_FLEET: "one.yaml" }
    const written = await run(["names", "--fleet", "two.yaml"], general)
    expect(written.stdout).toContain("two.example.edu")
    const own = await run(["names"], { ...general, CERTFLEET_NAMES_FLEET: "two.yaml" })
    expect(own.stdout).toContain("two.example.edu")
    const others = await run(["names"], { ...general, CERTFLEET_STATUS_FLEET: "two.yaml" })
    expect(others.stdout).toContain("one.example.edu")
    expect(others.stderr).toBe("")
  })

  it.each(["1", "true", "YES", "on"])("turns a switch on with %s", async (value) => {
    const { stdout } = await run(["names", "-f", "one.yaml"], { CERTFLEET_JSON: value })
    expect(JSON.parse(stdout)).toMatchObject({ version: 1, commonName: "mail.example.edu" })
  })

  it.each(["0", "False", "no", "off", ""])("leaves a switch off with %j", async (value) => {
    const { stdout } = await run(["names", "-f", "one.yaml"], { CERTFLEET_JSON: value })
    expect(stdout).toMatch(/^mail\.example\.edu +common name/)
  })

  it("that is neither on nor off is refused without what it holds", async () => {
    expect(await run(["names", "-f", "one.yaml"], { CERTFLEET_JSON: "s3cret" })).toMatchObject({
      exitCode: 2,
      stdout: "",
      stderr:
        "certfleet: error: CERTFLEET_JSON is neither on nor off\ncertfleet: hint: write 1 or 0, or unset it\n",
    })
  })

  it("holds several values with spaces between, where the flag may be repeated", async () => {
    const { stdout } = await run(["csr", "--cn", "a.example.edu", "--json"], {
      CERTFLEET_SAN: "b.example.edu  192.0.2.1",
      CERTFLEET_PROFILE: "private",
    })
    expect(JSON.parse(stdout).names.map(({ name }: { name: string }) => name)).toEqual([
      "a.example.edu",
      "b.example.edu",
      "192.0.2.1",
    ])
  })

  it("turns off what a --no- flag turns off", async () => {
    const env = { CERTFLEET_NO_FLEET: "1", CERTFLEET_FLEET: "missing.yaml" }
    const { stderr } = await run(["check", "missing.pem"], env)
    expect(stderr).toContain("missing.pem: no such file")
  })

  it.each([
    [["probe"], { CERTFLEET_TIMEOUT: "soon" }, "CERTFLEET_TIMEOUT: --timeout soon: not a number"],
    [["names"], { CERTFLEET_FLEET: "missing.yaml" }, "CERTFLEET_FLEET: missing.yaml: no such file"],
    [
      ["status"],
      { CERTFLEET_STATUS_REPORTER: "sarif" },
      "CERTFLEET_STATUS_REPORTER: --reporter: there is no",
    ],
    [["names", "-f", "one.yaml"], { CERTFLEET_LIMIT: "," }, undefined],
    [["status", "-f", "one.yaml"], { CERTFLEET_LIMIT: "," }, "CERTFLEET_LIMIT: --limit names no server"],
    [
      ["init", "--example", "three"],
      { CERTFLEET_INVENTORY: "hosts.json" },
      "CERTFLEET_INVENTORY: --inventory and --example exclude each other",
    ],
  ])("with a bad value is named: %j with %j", async (argv, env, message) => {
    const { exitCode, stderr } = await run(argv, env)
    expect(exitCode).toBe(message === undefined ? 0 : 2)
    if (message === undefined) return expect(stderr).toBe("")
    expect(stderr).toContain(`certfleet: error: ${message}`)
  })

  it("is not named for what was written", async () => {
    const { stderr } = await run(["probe", "--timeout", "x"], {
      CERTFLEET_TIMEOUT: "10",
      CERTFLEET_DAYS: "3",
    })
    expect(stderr).toMatch(/^certfleet: error: --timeout x: /)
  })

  it.each([
    ["CERTFLEET_FLEAT", "CERTFLEET_FLEAT stands for no option: did you mean CERTFLEET_FLEET?"],
    ["CERTFLEET_SSH", "CERTFLEET_SSH stands for no option: did you mean CERTFLEET_NO_SSH?"],
    ["CERTFLEET_XYZ", "CERTFLEET_XYZ stands for no option\n"],
    ["CERTFLEET_PROBE_CONECT", "stands for no option: did you mean CERTFLEET_PROBE_CONNECT?"],
    ["CERTFLEET_FORCE", "CERTFLEET_FORCE is not followed: --force is for the command line alone"],
    [
      "CERTFLEET_ALLOW_DOWN",
      "CERTFLEET_ALLOW_DOWN is not followed: --allow-down is for the command line alone",
    ],
    ["CERTFLEET_PASSPHRASE", "CERTFLEET_PASSPHRASE is not read: secrets come from files"],
  ])("that stands for nothing is a warning: %s", async (name, warning) => {
    const { exitCode, stderr } = await run(["names", "-f", "one.yaml"], { [name]: "s3cret" })
    expect(exitCode).toBe(0)
    expect(stderr).toMatch(/^certfleet: warning: [^\n]*\n$/)
    expect(stderr).toContain(warning)
    expect(stderr).not.toContain("s3cret")
  })

  it("of another command is none", async () => {
    const env = { CERTFLEET_RESOLVER: "192.0.2.53", CERTFLEET_RUNS: "3", CERTFLEET_HOOK: "drain" }
    expect((await run(["names", "-f", "one.yaml"], env)).stderr).toBe("")
  })

  it("for guards changes nothing", async () => {
    const cwd = temporaryFolder()
    const env = { CERTFLEET_ALLOW_REMOVED: "imap.example.edu", CERTFLEET_VERBOSE: "1" }
    const { stderr } = await runCli(["check", "missing.pem"], { cwd, env })
    expect(stderr).toContain("certfleet: CERTFLEET_VERBOSE stands for --verbose\n")
    expect(stderr).not.toContain("stands for --allow-removed")
  })

  it.each([
    ["--verbose", { CERTFLEET_QUIET: "1" }],
    ["--quiet", { CERTFLEET_VERBOSE: "1" }],
  ])("gives way to %s, which excludes its flag", async (flag, env) => {
    const { exitCode, stderr } = await run(["names", "-f", "one.yaml", flag], env)
    expect([exitCode, stderr === ""]).toEqual([0, flag === "--quiet"])
  })

  it.each([
    [["--reporter", "text"], { CERTFLEET_JSON: "1" }, /^[^{]/],
    [["--json"], { CERTFLEET_REPORTER: "text" }, /^\{/],
  ])("gives way to %j, which excludes its flag", async (flags, env, wanted) => {
    const { exitCode, stdout } = await run(["lint", "--no-config", "one.yaml", ...flags], env)
    expect([exitCode, stdout]).toEqual([0, expect.stringMatching(wanted)])
  })

  it("gives way to --host, which excludes --list, and to --json, which is no plugin", async () => {
    const asked = await run(["inventory", "-f", "one.yaml", "--host", "one.example.edu"], {
      CERTFLEET_LIST: "1",
    })
    expect(asked.exitCode).toBe(0)
    const json = await run(["status", "--json"], { CERTFLEET_STATUS_REPORTER: "nagios" })
    expect([json.exitCode, json.stdout]).toEqual([2, ""])
  })

  it("asks a plugin for its words and exit codes", async () => {
    const { exitCode, stdout } = await run(["status"], { CERTFLEET_STATUS_REPORTER: "nagios" })
    expect([exitCode, stdout]).toEqual([3, expect.stringMatching(/^CERTFLEET UNKNOWN - /)])
  })
})
