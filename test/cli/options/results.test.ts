import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { systemClock } from "../../../src/local/clock.js"
import { reporterNames } from "../../../src/report/lint/reporters.js"
import { journalSample } from "../../report/page/sample.js"
import { embeddedFleet } from "../../status/embeddedFleet.js"
import { temporaryFolder } from "../folder.js"
import { runCli } from "../testIo.js"

const fixtures = join(import.meta.dirname, "../../../certs-fixtures")
const example = readFileSync(join(fixtures, "fleets/example.yaml"), "utf8")

/** A folder with a fleet, a certificate and a bundle with its key; nobody may ask a server or read more than that. */
function scene() {
  const cwd = temporaryFolder()
  writeFileSync(join(cwd, "fleet.yaml"), example)
  writeFileSync(join(cwd, "certfleet-lint.yaml"), "failOn: warning\n")
  copyFileSync(join(fixtures, "certs/root-g2.pem"), join(cwd, "a.crt"))
  mkdirSync(join(cwd, "b/rollouts"), { recursive: true })
  for (const key of ["k", "b/commercial.key"])
    copyFileSync(join(fixtures, "keys/rfc9500-rsa2048.key"), join(cwd, key))
  return cwd
}

describe("results that are written to files", () => {
  it.each([
    ["check a.crt -k k --html k", "--html: k holds a private key"],
    ["lint k --reporter-file sarif=k", "--reporter-file: k holds a private key"],
    ["lint --baseline k --update-baseline", "--baseline: k holds a private key"],
    [
      "lint fleet.yaml --reporter-file json=fleet.yaml",
      "--reporter-file: fleet.yaml is what this command reads",
    ],
    ["lint a.crt --reporter-file text=certfleet-lint.yaml", "certfleet-lint.yaml is what this command reads"],
    ["lint a.crt --reporter-file text=a.crt", "--reporter-file: a.crt is what this command reads"],
    ["status --html k", "--html: k holds a private key"],
    ["status --prometheus k", "--prometheus: k holds a private key"],
    ["status --ical fleet.yaml", "--ical: fleet.yaml is what this command reads"],
    [
      "status --fleet fleet.yaml --reporter-file text=./fleet.yaml",
      "./fleet.yaml is what this command reads",
    ],
    ["rollout b --html b/commercial.key", "--html: b/commercial.key is the name of a private key"],
    ["rollout b --events k", "--events: k holds a private key"],
    [
      "rollback b --events b/rollouts/x.jsonl",
      "--events: b/rollouts/x.jsonl is where journals of rollouts are",
    ],
    ["report b --reporter-file markdown=k", "--reporter-file: k holds a private key"],
    ["demo --html k", "--html: k holds a private key"],
  ])("%s: refused before anything is begun", async (line, message) => {
    const cwd = scene()
    const before = ["k", "fleet.yaml", "certfleet-lint.yaml", "a.crt"].map((name) =>
      readFileSync(join(cwd, name)),
    )
    const entries = () => Promise.reject(new Error("nothing may be looked at"))
    const { exitCode, stdout, stderr } = await runCli(line.split(" "), { cwd, files: { entries } })
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" })
    expect(stderr).toContain(`certfleet: error: ${message.startsWith("--") ? message : ""}`)
    expect(stderr).toContain(`${message}\ncertfleet: hint: name another file\n`)
    expect(
      ["k", "fleet.yaml", "certfleet-lint.yaml", "a.crt"].map((name) => readFileSync(join(cwd, name))),
    ).toEqual(before)
  })

  it("refuses a key that the settings of lint name as baseline", async () => {
    const cwd = scene()
    writeFileSync(join(cwd, "certfleet-lint.yaml"), "baseline: k\n")
    const { exitCode, stderr } = await runCli(["lint", "a.crt", "--update-baseline"], { cwd })
    expect({ exitCode, stderr }).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining("k holds a private key"),
    })
  })

  it("reads a baseline where none is updated", async () => {
    const cwd = scene()
    const lint = ["lint", "a.crt", "--no-config", "--baseline", "base"]
    expect(await runCli([...lint, "--update-baseline"], { cwd })).toMatchObject({ exitCode: 0 })
    const { stderr } = await runCli([...lint, "--reporter-file", "json=base"], { cwd })
    expect(stderr).toContain("--reporter-file: base is what this command reads")
    expect(await runCli([...lint, "--update-baseline"], { cwd })).toMatchObject({ exitCode: 0 })
  })

  it("writes every report of lint anew, also where a pattern takes it for an input", async () => {
    const cwd = scene()
    const files = reporterNames.map((name) => join(cwd, `out.${name}`))
    const reports = reporterNames.flatMap((name) => ["--reporter-file", `${name}=out.${name}`])
    const lint = () => runCli(["lint", "a.crt", ...files, "--no-config", ...reports], { cwd })
    const refused = /exists|earlier|reads/
    await runCli(["lint", "a.crt", "k", "--no-config", ...reports], { cwd })
    for (const file of files) expect(readFileSync(file, "utf8"), file).not.toBe("")
    expect((await lint()).stderr).not.toMatch(refused)
    expect((await lint()).stderr).not.toMatch(refused)
  })

  it("writes every report of status and report anew", async () => {
    const fleet = await embeddedFleet()
    try {
      const [cwd, now, sleep] = [fleet.folder, systemClock.now(), systemClock.sleep]
      writeFileSync(
        join(cwd, "course.jsonl"),
        journalSample()
          .map((entry) => `${JSON.stringify(entry)}\n`)
          .join(""),
      )
      const inFiles = (names: readonly string[]) =>
        names.flatMap((name) => ["--reporter-file", `${name}=out.${name}`])
      const status = ["status", "--trust", "root.pem", "--no-farms", "--no-ssh", "--expect", "expected.pem"]
      const kinds = inFiles(["text", "json", "nagios", "html", "prometheus", "ical"])
      for (const _ of [1, 2]) {
        const { stderr } = await runCli([...status, ...kinds], { cwd, now, sleep })
        expect(stderr).not.toContain("error:")
      }
      const course = ["report", "course.jsonl", ...inFiles(["text", "json", "markdown", "html"])]
      for (const _ of [1, 2]) expect(await runCli(course, { cwd })).toMatchObject({ exitCode: 0, stderr: "" })
      const spoilt = await runCli([...course, "--reporter-file", "json=course.jsonl"], { cwd })
      expect(spoilt.stderr).toContain("course.jsonl is what this command reads")
    } finally {
      await fleet.close()
    }
  })
})
