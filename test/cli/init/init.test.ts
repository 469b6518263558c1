import { execFileSync } from "node:child_process"
import {
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs"
import { join } from "node:path"
import { Ajv2020 as Ajv } from "ajv/dist/2020.js"
import { describe, expect, it } from "vitest"
import { parse } from "yaml"
import { loadFleet } from "../../../src/fleet/load.js"
import { namesOf } from "../../../src/fleet/names.js"
import { temporaryFolder } from "../folder.js"
import { runCli } from "../testIo.js"

describe("certfleet init", () => {
  it("writes the schema that its first line names, and a .gitignore under which git sees no key", async () => {
    const cwd = temporaryFolder()
    execFileSync("git", ["init", "--quiet"], { cwd })
    mkdirSync(join(cwd, "mail"))
    expect((await runCli(["init", "mail/fleet.yaml"], { cwd })).exitCode).toBe(0)
    const [, schema = ""] = /\$schema=(\S+)/.exec(readFileSync(join(cwd, "mail/fleet.yaml"), "utf8")) ?? []
    const published = JSON.parse(readFileSync(join(cwd, "mail", schema), "utf8"))
    const valid = new Ajv({ strict: false }).compile(published)
    expect(valid(parse(readFileSync(join(cwd, "mail/fleet.yaml"), "utf8")))).toBe(true)
    expect(valid({ certificate: {} })).toBe(false)
    await runCli(["csr"], { cwd: join(cwd, "mail") })
    const seen = execFileSync("git", ["status", "--short", "--untracked-files=all"], {
      cwd,
      encoding: "utf8",
    })
    expect(seen).toMatch(/commercial\.csr$/m)
    expect(seen).not.toContain(".key")
  })

  it("writes the schema anew where it is one of ours, and leaves a link to one", async () => {
    const cwd = temporaryFolder()
    const schema = join(cwd, "fleet.schema.json")
    writeFileSync(schema, '{"title":"certfleet fleet.yaml"}')
    expect(await runCli(["init"], { cwd })).toMatchObject({ exitCode: 0 })
    expect(JSON.parse(readFileSync(schema, "utf8"))).toHaveProperty("properties.certificate")
    renameSync(schema, join(cwd, "published.json"))
    symlinkSync("published.json", schema)
    expect(await runCli(["init", "second.yaml"], { cwd })).toMatchObject({ exitCode: 0 })
    expect(readlinkSync(schema)).toBe("published.json")
  })

  it("writes nothing where a schema, or a link, of somebody else's is", async () => {
    const cwd = temporaryFolder()
    const schema = join(cwd, "fleet.schema.json")
    const lay = [
      () => writeFileSync(schema, '{"title":"Our ships"}'),
      () => writeFileSync(schema, "names: []"),
      () => mkdirSync(schema),
      () => symlinkSync("nowhere", schema),
    ]
    for (const one of lay) {
      one()
      for (const words of [[], ["--from", "zimbra.invalid"]])
        expect(await runCli(["init", ...words], { cwd })).toMatchObject({
          ...{ exitCode: 2, stdout: "" },
          stderr:
            "certfleet: error: fleet.schema.json exists already, and is no schema of certfleet's\n" +
            "certfleet: hint: move it away, or write fleet.yaml to another folder\n",
        })
      expect(readdirSync(cwd)).toEqual(["fleet.schema.json"])
      rmSync(schema, { recursive: true })
    }
  })

  it("leaves a .gitignore as it is, and says what it lacks", async () => {
    const cwd = temporaryFolder()
    writeFileSync(join(cwd, ".gitignore"), "node_modules\n")
    const { stderr } = await runCli(["init"], { cwd })
    expect(stderr).toContain("hint: .gitignore has no line *.key")
    expect(readFileSync(join(cwd, ".gitignore"), "utf8")).toBe("node_modules\n")
  })

  it("makes the folder of the file", async () => {
    const cwd = temporaryFolder()
    const run = await runCli(["init", "--example", "single", "mail/main/fleet.yaml"], { cwd })
    expect(run).toMatchObject({ exitCode: 0, stderr: "next: certfleet names --fleet mail/main/fleet.yaml\n" })
    expect(readdirSync(join(cwd, "mail/main"))).toEqual([".gitignore", "fleet.schema.json", "fleet.yaml"])
  })

  it("writes the example fleet", async () => {
    const cwd = temporaryFolder()
    const run = await runCli(["init"], { cwd })
    expect(run).toMatchObject({ exitCode: 0, stdout: expect.stringContaining("fleet.yaml") })
    expect(readFileSync(join(cwd, "fleet.yaml"), "utf8")).toBe(
      readFileSync(join(import.meta.dirname, "../../../certs-fixtures/fleets/example.yaml"), "utf8"),
    )
  })

  it("names the file in the next command, which goes well", async () => {
    const cwd = temporaryFolder()
    expect((await runCli(["init", "example.yaml"], { cwd })).stderr).toBe(
      "next: certfleet names --fleet example.yaml\n",
    )
    expect((await runCli(["names", "--fleet", "example.yaml"], { cwd })).exitCode).toBe(0)
  })

  it("refuses to overwrite, before anybody is asked", async () => {
    const cwd = temporaryFolder()
    writeFileSync(join(cwd, "fleet.yaml"), "mine\n")
    for (const words of [[], ["--from", "zimbra.invalid"], ["--inventory", "missing.json"]]) {
      const run = await runCli(["init", ...words], { cwd })
      expect(run.exitCode).toBe(2)
      expect(run.stderr).toContain("exists already")
    }
    expect(readFileSync(join(cwd, "fleet.yaml"), "utf8")).toBe("mine\n")
  })

  it.each([
    ["single", 1],
    ["three", 3],
    ["twelve", 12],
  ])("writes an example of %s that names has nothing against", async (size, count) => {
    const cwd = temporaryFolder()
    const run = await runCli(["init", "--example", size], { cwd })
    expect(run.exitCode).toBe(0)
    const { fleet, findings } = loadFleet(readFileSync(join(cwd, "fleet.yaml"), "utf8"), "fleet.yaml")
    expect(findings).toEqual([])
    expect(fleet?.servers).toHaveLength(count)
    expect(fleet && namesOf(fleet).findings).toEqual([])
  })

  it("writes what an inventory says, from a file and from standard input, and what is left to do", async () => {
    const cwd = temporaryFolder()
    const inventory = JSON.stringify({
      mailboxes: { hosts: ["mbs01.example.edu", "mbs02.example.edu"] },
      ldap: { hosts: ["ldap01.example.edu"] },
      monitored: { hosts: ["ldap01.example.edu"] },
    })
    writeFileSync(join(cwd, "inventory.json"), inventory)
    const now = Date.UTC(2026, 10, 27)
    const run = await runCli(["init", "--inventory", "inventory.json"], { cwd, now })
    expect(run).toEqual({
      exitCode: 0,
      stdout: `fleet.yaml: 3 servers (2 mailbox, 1 ldap)
left to you:
  - the names that users come by: certificate.commonName and additionalNames, or a farm's
  - ports that were moved: certfleet init --from HOST reads them from Zimbra itself
  - groups whose names tell no role: monitored
  - certificate.commonName: mbs01.example.edu is a guess; subject, if the CA asks for one
`,
      stderr: "next: certfleet names\n",
    })
    const piped = await runCli(["init", "--inventory", "-", "piped.yaml"], { cwd, now, stdin: inventory })
    expect(piped.exitCode).toBe(0)
    const [file, stream] = ["fleet.yaml", "piped.yaml"].map((name) => readFileSync(join(cwd, name), "utf8"))
    expect(stream).toBe(file?.replace("inventory.json", "standard input"))
    expect((await runCli(["names"], { cwd })).exitCode).toBe(0)
  })

  it("writes the servers of an inventory that tells no roles as a comment, to be completed", async () => {
    const cwd = temporaryFolder()
    const stdin = JSON.stringify({ all: { hosts: ["mbs01.example.edu"] } })
    const run = await runCli(["init", "--inventory", "-"], { cwd, stdin })
    expect(run.stdout).toMatch(/^fleet.yaml: 0 servers\nleft to you:\n/)
    const text = readFileSync(join(cwd, "fleet.yaml"), "utf8")
    expect(loadFleet(text, "fleet.yaml").fleet).toBeUndefined()
    const completed = text.replace(
      "# - { host: mbs01.example.edu, roles: [] }",
      "- { host: mbs01.example.edu, roles: [mta] }",
    )
    expect(loadFleet(completed, "fleet.yaml").findings).toEqual([])
  })

  it("says what to do where there is nothing to log in with, without a fleet.yaml", async () => {
    const cwd = temporaryFolder()
    const run = await runCli(["init", "--from", "dir1.example.edu"], { cwd, env: { HOME: cwd, PATH: "" } })
    expect(run).toMatchObject({ exitCode: 2, stdout: "" })
    expect(run.stderr).toContain("IdentityFile in ~/.ssh/config")
  })

  it.each([
    [["--example", "four"], "--example four is not known", "single, three, twelve"],
    [
      ["--example", "three", "--from", "a.example.edu"],
      "--from and --example exclude each other",
      "two files",
    ],
    [["--inventory", "missing.json"], "missing.json: no such file", "check the path"],
    [["--from", "a b"], "a b is no host to log in to", "USER@HOST:PORT"],
    [["--from", "-oProxyCommand=x"], "-oProxyCommand=x is no host to log in to", "USER@HOST:PORT"],
  ])(
    "says in one line what is wrong with %s, in one what to do, and writes nothing",
    async (words, what, hint) => {
      const cwd = temporaryFolder()
      const run = await runCli(["init", ...words], { cwd })
      expect(run).toMatchObject({ exitCode: 2, stdout: "" })
      expect(run.stderr).toMatch(/^certfleet: error: .*\ncertfleet: hint: .*\n$/)
      expect(run.stderr).toContain(what)
      expect(run.stderr).toContain(hint)
      expect(readdirSync(cwd)).toEqual([])
    },
  )
})
