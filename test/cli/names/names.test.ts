import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { temporaryFolder } from "../folder.js"
import { runCli } from "../testIo.js"

function folderWith(text: string): string {
  const cwd = temporaryFolder()
  writeFileSync(join(cwd, "fleet.yaml"), text)
  return cwd
}

const small = (extra: string): string => `certificate:
  commonName: mail.example.edu
  additionalNames: [${extra}]
servers:
  - { host: mbs01.example.edu, roles: [mailbox, mta] }
`

describe("certfleet names", () => {
  it("lists each name with its reasons", async () => {
    const run = await runCli(["names"], { cwd: folderWith(small("bücher.example.edu")) })
    expect(run).toEqual({
      exitCode: 0,
      stdout: `mail.example.edu           common name
mbs01.example.edu          server mbs01.example.edu (mailbox, mta)
xn--bcher-kva.example.edu  bücher.example.edu: additional
`,
      stderr: "",
    })
  })

  it("prints JSON", async () => {
    const run = await runCli(["names", "--json"], { cwd: folderWith(small("mail.corp")) })
    expect(run.exitCode).toBe(1)
    expect(JSON.parse(run.stdout)).toMatchObject({
      commonName: "mail.example.edu",
      names: [
        { name: "mail.example.edu", type: "dns", line: 2 },
        { name: "mbs01.example.edu", reasons: [{ kind: "server", host: "mbs01.example.edu" }] },
        { name: "mail.corp" },
      ],
      findings: [{ code: "name-internal", at: { line: 3, column: 21 } }],
    })
  })

  it("exits 1 with the line of a name that is refused", async () => {
    const run = await runCli(["names"], { cwd: folderWith(small("10.0.0.5")) })
    expect(run.exitCode).toBe(1)
    expect(run.stderr).toContain("fleet.yaml:3:21: error: 10.0.0.5 is a reserved address (private use)")
  })

  it("exits 2 with every problem of a broken fleet file", async () => {
    const run = await runCli(["names"], { cwd: folderWith("certificate: {}\nserver: []\n") })
    expect(run.exitCode).toBe(2)
    expect(run.stderr).toContain("fleet.yaml:2:1: error: unknown key server in the file [fleet-unknown-key]")
    expect(run.stderr).toContain("hint: did you mean servers?")
    expect(run.stderr).toContain("certfleet: error: fleet.yaml has 3 problems\n")
  })

  it.each([
    ["a missing file", undefined, "fleet.yaml: no such file"],
    ["a binary file", Uint8Array.of(0x30, 0x82, 0xff, 0xfe), "fleet.yaml is not UTF-8 text"],
  ])("exits 2 for %s", async (_, content, message) => {
    const cwd = temporaryFolder()
    if (content !== undefined) writeFileSync(join(cwd, "fleet.yaml"), content)
    const run = await runCli(["names"], { cwd })
    expect(run).toMatchObject({ exitCode: 2, stdout: "", stderr: expect.stringContaining(message) })
    expect(run.stderr).toContain("certfleet: hint: ")
  })
})
