import {
  chownSync,
  lchownSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { temporaryFolder } from "../folder.js"
import { runCli } from "../testIo.js"

const fleet =
  "certificate: { commonName: mail.example.edu }\nservers: [{ host: mbs01.example.edu, roles: [mailbox] }]\n"

/** A repository with a fleet.yaml at its root, and a folder deep in it. */
function repository(): { readonly root: string; readonly deep: string } {
  const root = join(temporaryFolder(), "mail")
  const deep = join(root, "docs/old")
  mkdirSync(deep, { recursive: true })
  writeFileSync(join(root, "fleet.yaml"), fleet)
  return { root, deep }
}

describe("fleet.yaml", () => {
  it("is found in the nearest folder above, and what is written goes beside it", async () => {
    const { root, deep } = repository()
    const { exitCode, stdout } = await runCli(["csr", "--json"], { cwd: deep })
    expect(exitCode).toBe(0)
    expect(JSON.parse(stdout).key).toMatch(/^\.\.\/\.\.\/certificates\/mail\.example\.edu\/request-/)
    expect(readdirSync(root).sort()).toEqual(["certificates", "docs", "fleet.yaml"])
    expect(readdirSync(deep)).toEqual([])
  })

  it.each(["names", "status --no-ssh --timeout x", "rollout", "rollback", "report", "inventory"])(
    "is found by %s, too",
    async (words) => {
      const { deep } = repository()
      const { stderr } = await runCli([...words.split(" "), "-v"], { cwd: deep })
      expect(stderr).toContain("/mail/fleet.yaml: 1 server, mail.example.edu\n")
    },
  )

  it("of the folder itself comes first, and one that is named is taken as named", async () => {
    const { deep } = repository()
    writeFileSync(join(deep, "fleet.yaml"), fleet.replaceAll("mbs01", "mbs09"))
    expect((await runCli(["names"], { cwd: deep })).stdout).toContain("mbs09.example.edu")
    const named = await runCli(["names", "--fleet", "fleet.yml"], { cwd: deep })
    expect(named).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("fleet.yml: no such file") })
  })

  it("is not looked for above the root of a repository, nor above home", async () => {
    const { root, deep } = repository()
    const missing = { exitCode: 2, stderr: expect.stringContaining("fleet.yaml: no such file") }
    expect(await runCli(["names"], { cwd: deep, env: { HOME: join(root, "docs") } })).toMatchObject(missing)
    mkdirSync(join(root, "docs/.git"))
    expect(await runCli(["names"], { cwd: deep })).toMatchObject(missing)
  })

  it.runIf(process.getuid?.() === 0)("of somebody else, above, does not count (needs root)", async () => {
    const { root, deep } = repository()
    chownSync(join(root, "fleet.yaml"), 12_345, 12_345)
    expect((await runCli(["names"], { cwd: deep })).exitCode).toBe(2)
    expect((await runCli(["names"], { cwd: root })).exitCode).toBe(0)
  })

  it.runIf(process.getuid?.() === 0)(
    "of somebody else runs no program unless it is named, or sudo was called by its owner (needs root)",
    async () => {
      const { root } = repository()
      const file = join(root, "fleet.yaml")
      writeFileSync(
        file,
        `${fleet}notify: [/bin/true]\nhooks: [{ name: page, when: done, run: [/bin/true] }]\n`,
      )
      chownSync(file, 12_345, 12_345)
      const refused = await runCli(["names"], { cwd: root })
      expect(refused).toMatchObject({
        exitCode: 2,
        stderr:
          "certfleet: error: fleet.yaml belongs to another user, and its notify and hooks would run as you\n" +
          "certfleet: hint: look at them, then name the file: --fleet fleet.yaml\n",
      })
      expect((await runCli(["names", "--fleet", "fleet.yaml"], { cwd: root })).exitCode).toBe(0)
      expect((await runCli(["names"], { cwd: root, env: { SUDO_UID: "12345" } })).exitCode).toBe(0)
      expect((await runCli(["names"], { cwd: root, env: { SUDO_UID: "12346" } })).exitCode).toBe(2)
    },
  )

  it.runIf(process.getuid?.() === 0)(
    "that somebody else links to, above, does not count (needs root)",
    async () => {
      const { root } = repository()
      const shared = join(root, "../shared")
      mkdirSync(join(shared, "deep"), { recursive: true })
      const link = join(shared, "fleet.yaml")
      symlinkSync(join(root, "fleet.yaml"), link)
      expect((await runCli(["names"], { cwd: join(shared, "deep") })).exitCode).toBe(0)
      lchownSync(link, 12_345, 12_345)
      expect((await runCli(["names"], { cwd: join(shared, "deep") })).exitCode).toBe(2)
    },
  )

  it.each(["names", "check leaf.pem", "lint leaf.pem"])(
    "and certfleet-lint.yaml that lead nowhere are errors of %s, and no other file is taken instead",
    async (words) => {
      const { root, deep } = repository()
      writeFileSync(join(root, "certfleet-lint.yaml"), "profile: private\n")
      const name = words.startsWith("lint") ? "certfleet-lint.yaml" : "fleet.yaml"
      const link = join(root, "docs", name)
      const run = (cwd: string) => runCli(words.split(" "), { cwd })
      symlinkSync("nowhere", link)
      for (const cwd of [join(root, "docs"), deep])
        expect(await run(cwd)).toMatchObject({
          exitCode: 2,
          stderr: expect.stringMatching(/: no such file\ncertfleet: hint: it is a link to what is not there/),
        })
      rmSync(link)
      symlinkSync(name, link)
      for (const cwd of [join(root, "docs"), deep])
        expect(await run(cwd)).toMatchObject({
          exitCode: 2,
          stderr: expect.stringContaining("is a link that leads in a circle"),
        })
    },
  )

  it("names its own mistakes from where one is", async () => {
    const { root, deep } = repository()
    writeFileSync(join(root, "fleet.yaml"), fleet.replace("roles", "role"))
    expect((await runCli(["names"], { cwd: deep })).stderr).toMatch(/^\.\.\/\.\.\/fleet\.yaml:2:/)
  })
})

describe("certfleet-lint.yaml", () => {
  const pem = readFileSync(
    join(import.meta.dirname, "../../../certs-fixtures/certs/leaf-expired.pem"),
    "utf8",
  )

  it.each(["", "old", "docs/old"])(
    "of the root rules in %j alike: its patterns and files go by its folder",
    async (below) => {
      const root = join(temporaryFolder(), "mail")
      mkdirSync(join(root, "docs/old"), { recursive: true })
      mkdirSync(join(root, "old"))
      writeFileSync(join(root, ".git"), "")
      writeFileSync(
        join(root, "certfleet-lint.yaml"),
        `exclude: ["docs/**"]\nblocklist: [old/keys.txt]\nprofile: private\n`,
      )
      writeFileSync(join(root, "old/keys.txt"), "")
      for (const name of ["old/a.pem", "docs/old/b.pem"]) writeFileSync(join(root, name), pem)
      const cwd = join(root, below)
      const run = await runCli(["lint", "--json"], { cwd, now: Date.UTC(2026, 4, 1) })
      if (below === "docs/old") return expect(run.stderr).toContain("every file of . is excluded")
      const { findings } = JSON.parse(run.stdout) as {
        findings: { subject: { file: string }; code: string }[]
      }
      const files = new Set(findings.map(({ subject }) => join(cwd, subject.file)))
      expect([...files]).toEqual([join(root, "old/a.pem")])
    },
  )
})
