import { mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { everyCommand } from "../../src/cli/program.js"
import { systemClock } from "../../src/local/clock.js"
import { type EmbeddedFleet, embeddedFleet } from "../status/embeddedFleet.js"
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

describe("a rollout", () => {
  let fleet: EmbeddedFleet
  beforeAll(async () => {
    fleet = await embeddedFleet(2)
  })
  afterAll(() => fleet.close())

  /** A further certificate, rolled out. */
  async function rollOut(...words: string[]): Promise<RunResult> {
    const { issued, key } = await fleet.issue()
    const bundle = join(fleet.folder, words.join())
    mkdirSync(bundle)
    const put = (name: string, text: string): void => writeFileSync(join(bundle, name), text, { mode: 0o600 })
    put("commercial.key", key)
    put("commercial.crt", issued.leaf)
    put("commercial_ca.crt", issued.intermediate + issued.root)
    const now = Date.now()
    return runCli(["rollout", bundle, ...words], { cwd: fleet.folder, now, sleep: systemClock.sleep })
  }

  it("says its result alone with --quiet", async () => {
    const { exitCode, stdout, stderr } = await rollOut("--quiet")
    expect([exitCode, stderr]).toEqual([0, ""])
    expect(stdout).toMatch(/^ldap01\.example\.edu +done +2 of 2/m)
  })

  it("says with --verbose how each server is reached, and each step and port", async () => {
    const { exitCode, stderr } = await rollOut("--verbose")
    expect(exitCode).toBe(0)
    for (const line of [
      /^certfleet: rolls out .*--verbose, SHA-256 [0-9a-f]{64}$/m,
      /^certfleet: mbs01\.example\.edu: ssh root@127\.0\.0\.1 port \d+$/m,
      /^ {2}ldap01\.example\.edu: deploy ok after \d+\.\d s$/m,
      /^ {2}mbs01\.example\.edu: deploycrt; what takes it back: restore the backup$/m,
      /^ {2}mbs01\.example\.edu: https \d+ at 127\.0\.0\.1 from here: proven$/m,
      /^ {2}mbs01\.example\.edu: ends as done$/m,
    ])
      expect(stderr).toMatch(line)
  })

  it("says with --quiet what goes wrong", async () => {
    fleet.host("mbs01").host.files.write("/opt/zimbra/ssl/certfleet/lock/holder", "somebody else\n", 0o600)
    const { exitCode, stderr } = await rollOut("--quiet", "--limit", "mbs01.example.edu")
    expect(exitCode).not.toBe(0)
    expect(stderr).toMatch(/^mbs01\.example\.edu: stage failed: another rollout holds this host/m)
    expect(stderr).not.toMatch(/ begins| ok/)
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
