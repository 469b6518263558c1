import { execFileSync } from "node:child_process"
import { generateKeyPairSync } from "node:crypto"
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { ToolError } from "../../../src/errors.js"
import { localFiles } from "../../../src/local/files.js"
import { Secret } from "../../../src/secret.js"
import { parseCsr } from "../../../src/x509/csr.js"
import { readPem } from "../../../src/x509/pem.js"
import { publicKeyOf } from "../../../src/x509/privateKey.js"
import { readPrivateKey } from "../../../src/x509/readPrivateKey.js"
import { temporaryFolder } from "../folder.js"
import { runCli } from "../testIo.js"

const cn = ["csr", "--cn", "mail.example.edu", "--key", "ec-p256"]

function publicKeyIn(csr: string): Uint8Array | undefined {
  const parsed = parseCsr(readPem(readFileSync(csr)).blocks[0]?.der ?? new Uint8Array())
  return parsed.ok ? new Uint8Array(parsed.value.publicKey.der) : undefined
}

describe("certfleet csr", () => {
  it("writes key and CSR, and says what to paste where", async () => {
    const cwd = temporaryFolder()
    const run = await runCli([...cn, "--san", "imap.example.edu", "--san", "8.8.8.8", "--out", "new"], {
      cwd,
    })
    expect(run).toMatchObject({ exitCode: 0, stderr: "" })
    expect(run.stdout).toContain("new/commercial.key")
    expect(run.stdout).toContain("Common name: mail.example.edu\n")
    expect(run.stdout).toContain("       imap.example.edu\n       8.8.8.8\n")
    expect(run.stdout).not.toContain("PRIVATE KEY")
    expect(statSync(join(cwd, "new/commercial.key")).mode & 0o777).toBe(0o600)
    const key = readPrivateKey(readFileSync(join(cwd, "new/commercial.key")))
    expect(key.ok && publicKeyOf(key.key)).toEqual(publicKeyIn(join(cwd, "new/commercial.csr")))
    expect(readdirSync(join(cwd, "new"))).toEqual(["commercial.csr", "commercial.key"])
  })

  it("takes names, subject and kind of key from fleet.yaml, into a folder of its own", async () => {
    const cwd = temporaryFolder()
    await runCli(["init"], { cwd })
    const run = await runCli(["csr", "--json"], { cwd, now: Date.UTC(2026, 4, 1, 9, 30) })
    expect(run).toMatchObject({ exitCode: 0, stderr: "" })
    const folder = "certificates/mail.example.edu/request-2026-05-01T09-30-00Z"
    const result = JSON.parse(run.stdout)
    expect(result).toMatchObject({
      key: `${folder}/commercial.key`,
      csr: `${folder}/commercial.csr`,
      encrypted: false,
      commonName: "mail.example.edu",
      keyAlgorithm: "rsa-2048",
    })
    expect(result.names).toHaveLength(18)
    expect(existsSync(join(cwd, folder, "commercial.key"))).toBe(true)
  })

  it.each([
    [
      "a name that no public CA signs",
      [...cn, "--san", "mail.corp"],
      "--san: error: mail.corp is an internal name",
    ],
    ["a country that does not exist", [...cn, "--subject", "C=UK"], "the United Kingdom is GB"],
    ["a wildcard in the middle", ["csr", "--cn", "a.*.example.edu"], "is not the whole leftmost part"],
  ])("exits 1 and writes nothing for %s", async (_, argv, message) => {
    const cwd = temporaryFolder()
    const run = await runCli([...argv, "--out", "new"], { cwd })
    expect(run).toMatchObject({ exitCode: 1, stdout: "", stderr: expect.stringContaining(message) })
    expect(readdirSync(cwd)).toEqual([])
  })

  it("points at the line of fleet.yaml that the profile refuses", async () => {
    const cwd = temporaryFolder()
    writeFileSync(
      join(cwd, "fleet.yaml"),
      "certificate:\n  commonName: mail.example.edu\n  subject: { country: UK }\nservers: [{ host: a.local, roles: [mta] }]\n",
    )
    const run = await runCli(["csr"], { cwd })
    expect(run.exitCode).toBe(1)
    expect(run.stderr).toContain('fleet.yaml:3:23: error: "UK" is no country code')
    expect(run.stderr).toContain("fleet.yaml:4:19: error: a.local is an internal name")
    expect(readdirSync(cwd)).toEqual(["fleet.yaml"])
  })

  it("accepts internal names with --profile private", async () => {
    const cwd = temporaryFolder()
    const run = await runCli(
      ["csr", "--cn", "mail.corp", "--key", "ec-p384", "--profile", "private", "-o", "."],
      { cwd },
    )
    expect(run).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining("Let your CA sign commercial.csr"),
    })
  })

  it.each([
    [
      "an unknown kind of key",
      ["--cn", "a.example.edu", "--key", "rsa-1024"],
      "--key rsa-1024 is no kind of key",
    ],
    [
      "an unknown profile",
      ["--cn", "a.example.edu", "--profile", "internal"],
      "--profile internal is unknown",
    ],
    ["an OU", ["--cn", "a.example.edu", "--subject", "OU=IT"], "OU cannot be part of it"],
    ["--cn with --fleet", ["--cn", "a.example.edu", "--fleet", "f.yaml"], "exclude each other"],
    ["--san without --cn", ["--san", "a.example.edu"], "--san needs --cn"],
    ["no fleet.yaml", [], "fleet.yaml: no such file"],
    [
      "two passphrase sources",
      ["--cn", "a.example.edu", "--passphrase", "--passphrase-file", "p"],
      "two sources",
    ],
    [
      "a passphrase in the environment",
      ["--cn", "a.example.edu", "--passphrase-env", "P"],
      "unknown option '--passphrase-env'\ncertfleet: hint: secrets come from files: --passphrase-file FILE",
    ],
    ["no terminal to ask on", ["--cn", "a.example.edu", "--passphrase"], "no terminal"],
    ["an unknown option", ["--cm", "a.example.edu"], "certfleet: error: unknown option '--cm'"],
  ])("exits 2 for %s", async (_, argv, message) => {
    const cwd = temporaryFolder()
    const run = await runCli(["csr", ...argv], { cwd })
    expect(run).toMatchObject({ exitCode: 2, stdout: "", stderr: expect.stringContaining(message) })
    expect(readdirSync(cwd)).toEqual([])
  })

  it.each(["commercial.key", "commercial.csr"])("never overwrites %s", async (name) => {
    const cwd = temporaryFolder()
    writeFileSync(join(cwd, name), "precious")
    const run = await runCli([...cn, "--out", "."], { cwd })
    expect(run).toMatchObject({ exitCode: 2, stderr: expect.stringContaining(`${name} exists already`) })
    expect(readdirSync(cwd)).toEqual([name])
    expect(readFileSync(join(cwd, name), "utf8")).toBe("precious")
  })

  it("encrypts the key with a passphrase from a file", async () => {
    const cwd = temporaryFolder()
    writeFileSync(join(cwd, "pass.txt"), "s3cret words\nnext line\n")
    const run = await runCli([...cn, "--out", "new", "--passphrase-file", "pass.txt"], { cwd })
    expect(run.exitCode).toBe(0)
    const key = readFileSync(join(cwd, "new/commercial.key"))
    expect(key.toString()).toMatch(/^-----BEGIN ENCRYPTED PRIVATE KEY-----/)
    expect(readPrivateKey(key, new Secret("s3cret words"))).toMatchObject({ ok: true })
    expect(run.stdout + run.stderr).not.toContain("s3cret")
  })

  it("opens a key only with the very bytes of its passphrase, whatever they are in", async () => {
    const cwd = temporaryFolder()
    writeFileSync(join(cwd, "p1"), Buffer.from("gr\u00fc\u00dfe\n", "latin1"))
    writeFileSync(join(cwd, "p2"), Buffer.from("gr\u00e4\u00f6e\n", "latin1"))
    await runCli([...cn, "--out", "l1", "--passphrase-file", "p1"], { cwd })
    const again = ["csr", "--cn", "mail.example.edu", "--key-file", "l1/commercial.key", "--passphrase-file"]
    expect(await runCli([...again, "p2", "--out", "l2"], { cwd })).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining("l1/commercial.key: the passphrase is wrong"),
    })
    expect((await runCli([...again, "p1", "--out", "l3"], { cwd })).exitCode).toBe(0)
  })

  it("says of a passphrase what nobody sees of it", async () => {
    const cwd = temporaryFolder()
    writeFileSync(join(cwd, "pass.txt"), "s3cret words\r\n")
    const run = await runCli([...cn, "--out", "new", "--passphrase-file", "pass.txt"], { cwd })
    expect(run).toMatchObject({
      exitCode: 0,
      stderr:
        "certfleet: warning: the passphrase in pass.txt ends with a carriage return, which belongs to it as for OpenSSL\n",
    })
  })

  it("leaves no half pair when the CSR cannot be written", async () => {
    const cwd = temporaryFolder()
    mkdirSync(join(cwd, "new"))
    const run = await runCli([...cn, "--out", "new"], {
      cwd,
      files: {
        create: (path, content, options) =>
          path.endsWith(".csr")
            ? Promise.reject(new ToolError("no-space", `${path}: no space left on this machine`))
            : localFiles.create(path, content, options),
      },
    })
    expect(run).toMatchObject({ exitCode: 3, stderr: expect.stringContaining("no space left") })
    expect(readdirSync(join(cwd, "new"))).toEqual([])
  })

  it("removes both files when what was written reads back differently", async () => {
    const cwd = temporaryFolder()
    const run = await runCli([...cn, "--out", "new"], {
      cwd,
      files: {
        create: (path, content, options) =>
          localFiles.create(path, path.endsWith(".csr") ? content.slice(0, 200) : content, options),
      },
    })
    expect(run).toMatchObject({
      exitCode: 3,
      stderr: expect.stringContaining("the CSR that was written is not right"),
    })
    expect(readdirSync(join(cwd, "new"))).toEqual([])
  })

  it("makes a CSR for a key that there is, of whatever kind that one is, and keeps the key beside it", async () => {
    const cwd = temporaryFolder()
    await runCli([...cn, "--out", "old"], { cwd })
    const run = await runCli(
      ["csr", "--cn", "imap.example.edu", "--key-file", "old/commercial.key", "--out", "new", "--json"],
      { cwd },
    )
    expect([run.exitCode, run.stderr]).toEqual([0, ""])
    expect(JSON.parse(run.stdout)).toMatchObject({ keyAlgorithm: "ec-p256", commonName: "imap.example.edu" })
    expect(publicKeyIn(join(cwd, "new/commercial.csr"))).toEqual(publicKeyIn(join(cwd, "old/commercial.csr")))
    const [old, copied] = ["old", "new"].map((name) =>
      readFileSync(join(cwd, name, "commercial.key"), "utf8"),
    )
    expect(copied).toBe(old)
    expect(statSync(join(cwd, "new/commercial.key")).mode & 0o777).toBe(0o600)
  })

  it("opens an encrypted key with its passphrase, and writes it encrypted with the same", async () => {
    const cwd = temporaryFolder()
    writeFileSync(join(cwd, "passphrase"), "correct horse\n")
    await runCli([...cn, "--out", "old", "--passphrase-file", "passphrase"], { cwd })
    const again = [
      "csr",
      "--cn",
      "imap.example.edu",
      "--key-file",
      "old/commercial.key",
      "--passphrase-file",
      "passphrase",
    ]
    const run = await runCli([...again, "--out", "new", "--json"], { cwd })
    expect([run.exitCode, JSON.parse(run.stdout).encrypted]).toEqual([0, true])
    expect(readFileSync(join(cwd, "new/commercial.key"), "utf8")).toContain("ENCRYPTED PRIVATE KEY")
    expect(publicKeyIn(join(cwd, "new/commercial.csr"))).toEqual(publicKeyIn(join(cwd, "old/commercial.csr")))
  })

  it.each([
    ["--key and --key-file", ["--key-file", "x"], "--key-file and --key exclude each other"],
    ["--next without a fleet", ["--next"], "--next excludes --cn"],
  ])("refuses %s", async (_, words, message) => {
    const run = await runCli([...cn, ...words], { cwd: temporaryFolder() })
    expect([run.exitCode, run.stderr]).toEqual([2, expect.stringContaining(message)])
  })

  it("refuses a key of a kind that no certificate is asked for with", async () => {
    const cwd = temporaryFolder()
    const key = generateKeyPairSync("ed25519").privateKey.export({ type: "pkcs8", format: "pem" })
    writeFileSync(join(cwd, "ed.key"), key)
    const run = await runCli(["csr", "--cn", "mail.example.edu", "--key-file", "ed.key", "--out", "new"], {
      cwd,
    })
    expect([run.exitCode, run.stderr]).toEqual([2, expect.stringContaining("it may be one of rsa-2048")])
    expect(existsSync(join(cwd, "new"))).toBe(false)
  })

  it.runIf(existsSync("/usr/bin/openssl")).each([
    ["", []],
    [" that is encrypted", ["--passphrase-file", "pass"]],
  ])(
    "refuses a key%s whose curve is spelled out, and says how to name it (needs openssl)",
    async (_, words) => {
      const cwd = temporaryFolder()
      const openssl = (...argv: readonly string[]) => execFileSync("openssl", argv, { cwd, stdio: "pipe" })
      const isEncrypted = words.length > 0
      for (const file of ["pass", "same"]) writeFileSync(join(cwd, file), "correct horse\n")
      openssl(
        "ecparam",
        "-name",
        "prime256v1",
        "-genkey",
        "-noout",
        "-param_enc",
        "explicit",
        "-out",
        "plain.key",
      )
      openssl(
        "ec",
        "-in",
        "plain.key",
        ...(isEncrypted ? ["-aes256", "-passout", "file:pass"] : []),
        "-out",
        "my key",
      )
      const ask = (key: string, out: string) =>
        runCli(["csr", "--cn", "mail.example.edu", "--key-file", key, ...words, "--out", out], { cwd })
      const refused = await ask("my key", "new")
      expect(refused).toMatchObject({
        exitCode: 2,
        stderr: expect.stringContaining("its curve is not a named one\n"),
      })
      expect(existsSync(join(cwd, "new"))).toBe(false)
      const command = /name: (openssl .*)\n/.exec(refused.stderr)?.[1] ?? ""
      const passwords = isEncrypted ? " -passin file:pass -passout file:same" : ""
      execFileSync("/bin/sh", ["-c", command + passwords], { cwd, stdio: "pipe" })
      expect(await ask("new.key", "new")).toMatchObject({ exitCode: 0, stderr: "" })
      expect(readFileSync(join(cwd, "new.key"), "utf8").includes("ENCRYPTED")).toBe(isEncrypted)
      const lint = ["lint", "new/commercial.csr", "new/commercial.key", ...words]
      expect(await runCli(lint, { cwd })).toMatchObject({ exitCode: 0 })
    },
  )

  it.runIf(existsSync("/usr/bin/openssl"))("makes what openssl verifies (needs openssl)", async () => {
    const cwd = temporaryFolder()
    await runCli(["csr", "--cn", "mail.example.edu", "--out", "."], { cwd })
    execFileSync("openssl", ["req", "-in", join(cwd, "commercial.csr"), "-verify", "-noout"], {
      stdio: "pipe",
    })
    execFileSync("openssl", ["pkey", "-in", join(cwd, "commercial.key"), "-noout"], { stdio: "pipe" })
  })
})
