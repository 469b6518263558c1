import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs"
import { join } from "node:path"
import forge from "node-forge"
import { describe, expect, it } from "vitest"
import { deliveredAt } from "../../../certs-fixtures/recipes.js"
import { loadBundle } from "../../../src/bundle/load.js"
import { ToolError } from "../../../src/errors.js"
import { localFiles } from "../../../src/local/files.js"
import { Secret } from "../../../src/secret.js"
import { writePrivateKey } from "../../../src/x509/privateKey.js"
import { readPrivateKey } from "../../../src/x509/readPrivateKey.js"
import { temporaryFolder } from "../folder.js"
import { runCli } from "../testIo.js"

const fixtures = join(import.meta.dirname, "../../../certs-fixtures")
const key = join(fixtures, "keys/rfc9500-rsa2048.key")
const root = join(fixtures, "certs/root-g2.pem")
const delivery = (name: string, ...files: string[]): string[] =>
  files.map((file) => join(fixtures, "deliveries", name, file))
const good = delivery("as-it-should-be", "mail_example_edu.crt", "DigiCertCA.crt", "TrustedRoot.crt")
const now = deliveredAt.getTime()
const own = ["--key-file", key, "--trust", root]

function encryptedKey(folder: string): string {
  const plain = readPrivateKey(readFileSync(key))
  const file = join(folder, "encrypted.key")
  if (plain.ok) writeFileSync(file, writePrivateKey(plain.key, new Secret("open sesame")))
  return file
}

describe("certfleet import", () => {
  it("writes the three files that Zimbra wants into a folder of their own", async () => {
    const cwd = temporaryFolder()
    const run = await runCli(["import", ...good, ...own], { cwd, now })
    expect(run).toMatchObject({ exitCode: 0, stderr: "" })
    const parent = join(cwd, "certificates/mail.example.edu")
    const [name = ""] = readdirSync(parent)
    expect(name).toMatch(/^2026-04-20-[0-9a-f]{8}$/)
    expect(readdirSync(parent)).toHaveLength(1)
    expect(run.stdout).toContain(`next: certfleet rollout certificates/mail.example.edu/${name} --dry-run`)
    expect(run.stdout).toContain("chain        mail.example.edu > Example TLS CA 1 > Example Root G2")
    expect(readdirSync(join(parent, name))).toEqual(["commercial.crt", "commercial.key", "commercial_ca.crt"])
    expect(statSync(join(parent, name, "commercial.key")).mode & 0o777).toBe(0o600)
    const count = (file: string): number =>
      readFileSync(join(parent, name, file), "utf8").split("BEGIN CERT").length - 1
    expect([count("commercial.crt"), count("commercial_ca.crt")]).toEqual([1, 2])
  })

  it.each([
    ["of another key", "another", 0, "warning", "bundle-request-not-compared"],
    ["that is cut off", "half", 1, "error", "bundle-request-unreadable"],
    ["that is empty", "", 1, "error", "bundle-request-unreadable"],
  ])(
    "says of a CSR beside the key %s that nothing is compared",
    async (_, kind, exitCode, severity, code) => {
      const cwd = temporaryFolder()
      await runCli(["csr", "--cn", "mail.example.edu", "--key", "ec-p256", "--out", cwd], { cwd })
      writeFileSync(join(cwd, "commercial.key"), readFileSync(key))
      const another = readFileSync(join(cwd, "commercial.csr"), "utf8")
      const text = { another, half: another.slice(0, 200) }[kind] ?? ""
      writeFileSync(join(cwd, "commercial.csr"), text)
      const words = ["--key-file", "commercial.key", "--trust", root, "--out", "new"]
      const run = await runCli(["import", ...good, ...words], { cwd, now })
      expect(run.exitCode).toBe(exitCode)
      expect(run.stderr).toMatch(
        new RegExp(`${severity}: commercial\\.csr, which lies beside the key,.*\\[${code}\\]`),
      )
      expect(existsSync(join(cwd, "new"))).toBe(exitCode === 0)
    },
  )

  it("reads a folder, and standard input", async () => {
    const cwd = temporaryFolder()
    const folder = await runCli(["import", join(fixtures, "deliveries/crlf"), ...own, "-o", "a"], {
      cwd,
      now,
    })
    expect(folder).toMatchObject({ exitCode: 0, stderr: expect.stringContaining("[bundle-line-endings]") })
    const stdin = good.map((file) => readFileSync(file, "utf8")).join("")
    const piped = await runCli(["import", "-", ...own, "-o", "b"], { cwd, now, stdin })
    expect(piped).toMatchObject({
      exitCode: 0,
      stderr: expect.stringContaining("standard input holds the certificate and 2 more"),
    })
  })

  it("takes key and certificates from a PKCS #12 file, and keeps its password", async () => {
    const cwd = temporaryFolder()
    const pem = ["leaf", "issuing"].map((name) => readFileSync(join(fixtures, `certs/${name}.pem`), "utf8"))
    const text = readFileSync(key, "utf8")
    const asn1 = forge.pkcs12.toPkcs12Asn1(
      forge.pki.privateKeyFromPem(text.slice(text.indexOf("-----BEGIN"))),
      pem.map((item) => forge.pki.certificateFromPem(item.slice(item.indexOf("-----BEGIN")))),
      "open sesame",
      { count: 10 },
    )
    writeFileSync(join(cwd, "all.p12"), Buffer.from(forge.asn1.toDer(asn1).getBytes(), "latin1"))
    const argv = ["import", "all.p12", "--trust", root, "-o", "new", "--passphrase-file", "pass.txt"]
    writeFileSync(join(cwd, "pass.txt"), "shut\n")
    const wrong = await runCli(argv, { cwd, now })
    expect(wrong).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining("all.p12: the passphrase is wrong"),
    })
    writeFileSync(join(cwd, "pass.txt"), "open sesame\n")
    const run = await runCli(argv, { cwd, now })
    expect(run).toMatchObject({ exitCode: 0, stderr: expect.stringContaining("[bundle-root-added]") })
    expect(readFileSync(join(cwd, "new/commercial.key"), "utf8")).toMatch(
      /^-----BEGIN ENCRYPTED PRIVATE KEY-----/,
    )
  })

  it("prints JSON", async () => {
    const run = await runCli(["import", ...good, ...own, "--json"], { cwd: temporaryFolder(), now })
    expect(JSON.parse(run.stdout)).toMatchObject({
      encrypted: false,
      commonName: "mail.example.edu",
      chain: [{ name: "Example TLS CA 1" }, { name: "Example Root G2" }],
      findings: [],
    })
  })

  it("writes nothing when a check fails", async () => {
    const cwd = temporaryFolder()
    const files = delivery("wrong-key", "mail_example_edu.crt", "DigiCertCA.crt", "TrustedRoot.crt")
    const run = await runCli(["import", ...files, ...own], { cwd, now })
    expect(run).toMatchObject({ exitCode: 1, stdout: "" })
    expect(run.stderr).toContain("[private-key-mismatch]")
    expect(run.stderr).toContain("certfleet: nothing was written\n")
    expect(readdirSync(cwd)).toEqual([])
  })

  it("points at the line of fleet.yaml whose name the certificate lacks", async () => {
    const cwd = temporaryFolder()
    writeFileSync(
      join(cwd, "fleet.yaml"),
      "certificate:\n  commonName: mail.example.edu\n  additionalNames: [pop.example.edu]\nservers:\n  - { host: mbs01.example.edu, roles: [mailbox] }\n",
    )
    const run = await runCli(["import", ...good, ...own], { cwd, now })
    expect(run.exitCode).toBe(1)
    expect(run.stderr).toContain(
      "fleet.yaml:3:21: error: names that fleet.yaml asks for are missing: pop.example.edu [fleet-name-missing]",
    )
    const without = await runCli(["import", ...good, ...own, "--no-fleet"], { cwd, now })
    expect(without.exitCode).toBe(0)
  })

  it("compares with the CSR beside the key", async () => {
    const cwd = temporaryFolder()
    writeFileSync(join(cwd, "commercial.key"), readFileSync(key))
    writeFileSync(join(cwd, "commercial.csr"), readFileSync(join(fixtures, "deliveries/commercial.csr")))
    const files = delivery("names-dropped", "mail_example_edu.crt", "DigiCertCA.crt", "TrustedRoot.crt")
    const run = await runCli(["import", ...files, "--key-file", "commercial.key", "--trust", root], {
      cwd,
      now,
    })
    expect(run.exitCode).toBe(1)
    expect(run.stderr).toContain("the CSR asked for smtp.example.edu, and the certificate does not have it")
  })

  it("does not trust a root that browsers do not know, unless the fleet is private", async () => {
    const cwd = temporaryFolder()
    const refused = await runCli(["import", ...good, "--key-file", key], { cwd, now })
    expect(refused).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining("[chain-root-not-trusted]"),
    })
    writeFileSync(
      join(cwd, "fleet.yaml"),
      "certificate: { commonName: mail.example.edu, profile: private }\nservers: [{ host: mbs01.example.edu, roles: [mailbox] }]\n",
    )
    const accepted = await runCli(["import", ...good, "--key-file", key], { cwd, now })
    expect(accepted).toMatchObject({
      exitCode: 0,
      stderr: expect.stringContaining("[bundle-root-as-delivered]"),
    })
  })

  it("keeps an encrypted key encrypted", async () => {
    const cwd = temporaryFolder()
    const argv = ["import", ...good, "--key-file", encryptedKey(cwd), "--trust", root, "-o", "new"]
    writeFileSync(join(cwd, "pass.txt"), "open sesame\n")
    const run = await runCli([...argv, "--passphrase-file", "pass.txt"], { cwd, now })
    expect(run).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining("commercial.key     (encrypted)"),
    })
    expect(readFileSync(join(cwd, "new/commercial.key"), "utf8")).toMatch(
      /^-----BEGIN ENCRYPTED PRIVATE KEY-----/,
    )
    const passphrase = async () => new Secret("open sesame")
    const bundle = await loadBundle(join(cwd, "new"), { files: localFiles, passphrase })
    expect(bundle.files.key.revealText()).toMatch(/^-----BEGIN PRIVATE KEY-----/)
    await expect(loadBundle(join(cwd, "new"), { files: localFiles })).rejects.toMatchObject({
      code: "passphrase",
    })
  })

  it.each([
    ["a file that is not there", ["nowhere.crt", ...own], 2, "nowhere.crt: no such file"],
    ["a key that is not there", [...good, "--key-file", "nowhere.key"], 2, "nowhere.key: no such file"],
    ["a key that is a certificate", [...good, "--key-file", root], 2, "holds no private key"],
    ["an empty key", [...good, "--key-file", "empty"], 2, "empty is empty"],
    ["a key cut off", [...good, "--key-file", "cut"], 2, "cut is damaged"],
    [
      "an encrypted key without passphrase",
      [...good, "--key-file", "encrypted.key"],
      2,
      "encrypted.key is encrypted",
    ],
    [
      "a wrong passphrase",
      [...good, "--key-file", "encrypted.key", "--passphrase-file", "pass.txt"],
      2,
      "the passphrase is wrong",
    ],
    [
      "a trust file without a root",
      [...good, "--key-file", key, "--trust", good[1] ?? ""],
      2,
      "no certificate in it is a root",
    ],
    ["an empty trust file", [...good, "--key-file", key, "--trust", "empty"], 2, "empty is empty"],
    ["a folder without certificates", ["folder", ...own], 2, "folder holds no file with certificates"],
    ["no key", [...good], 2, "the private key is missing"],
    ["no files", own, 2, "missing required argument"],
  ])("exits with one clear line for %s", async (_, argv, exitCode, message) => {
    const cwd = temporaryFolder()
    writeFileSync(join(cwd, "empty"), "")
    writeFileSync(join(cwd, "cut"), readFileSync(key, "utf8").slice(0, 900))
    mkdirSync(join(cwd, "folder"))
    encryptedKey(cwd)
    writeFileSync(join(cwd, "pass.txt"), "sesame open\n")
    const before = readdirSync(cwd)
    const run = await runCli(["import", ...argv], { cwd, now })
    expect(run).toMatchObject({ exitCode, stdout: "", stderr: expect.stringContaining(message) })
    expect(readdirSync(cwd)).toEqual(before)
  })

  it("never overwrites an imported certificate", async () => {
    const cwd = temporaryFolder()
    await runCli(["import", ...good, ...own, "-o", "new"], { cwd, now })
    writeFileSync(join(cwd, "new/commercial.crt"), "changed")
    const run = await runCli(["import", ...good, ...own, "-o", "new"], { cwd, now })
    expect(run).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("exists already") })
    expect(readFileSync(join(cwd, "new/commercial.crt"), "utf8")).toBe("changed")
  })

  it.each(["mine", ".", "link"])("uses an empty folder, as %s", async (folder) => {
    const cwd = temporaryFolder()
    const at = folder === "." ? join(cwd, "here") : cwd
    for (const name of ["here", "mine"]) mkdirSync(join(cwd, name), { mode: 0o755 })
    symlinkSync("mine", join(cwd, "link"))
    const run = await runCli(["import", ...good, ...own, "-o", folder], { cwd: at, now })
    expect(run.exitCode).toBe(0)
    expect(readdirSync(join(at, folder))).toEqual(["commercial.crt", "commercial.key", "commercial_ca.crt"])
    expect(statSync(join(at, folder, "commercial.key")).mode & 0o777).toBe(0o600)
    expect(readdirSync(cwd)).toEqual(["here", "link", "mine"])
  })

  it.each([
    ["a file", () => "x", "exists already", "--out FOLDER names another place"],
    [
      "another folder",
      () => ["notes"],
      "exists already, and is not empty",
      "--out FOLDER names one that is empty or not there yet",
    ],
    [
      "a leaf of others",
      () => ["commercial.crt"],
      "exists already, and is not empty",
      "--out FOLDER names one that is empty or not there yet",
    ],
  ])("says what is there of %s, and writes nothing", async (_, content, what, hint) => {
    const cwd = temporaryFolder()
    const there = content()
    if (typeof there === "string") writeFileSync(join(cwd, "mine"), there)
    else mkdirSync(join(cwd, "mine"))
    if (typeof there !== "string") for (const name of there) writeFileSync(join(cwd, "mine", name), "x")
    const run = await runCli(["import", ...good, ...own, "-o", "mine"], { cwd, now })
    expect(run).toMatchObject({
      ...{ exitCode: 2, stdout: "" },
      stderr: expect.stringContaining(`certfleet: error: mine ${what}\ncertfleet: hint: ${hint}\n`),
    })
    expect(readdirSync(cwd)).toEqual(["mine"])
  })

  it("says that the same certificate was imported there before", async () => {
    const cwd = temporaryFolder()
    const again = () => runCli(["import", ...good, ...own, "-o", "new"], { cwd, now })
    expect((await again()).exitCode).toBe(0)
    expect((await again()).stderr).toContain(
      "new exists already\ncertfleet: hint: this certificate was imported before",
    )
  })

  it("leaves an empty folder empty when the disk is full, or a name cannot be given", async () => {
    const cwd = temporaryFolder()
    mkdirSync(join(cwd, "new"))
    const full = () => Promise.reject(new ToolError("no-space", "no space left on this machine"))
    const create: typeof localFiles.create = (path, ...rest) =>
      path.endsWith("commercial_ca.crt") ? full() : localFiles.create(path, ...rest)
    const rename: typeof localFiles.rename = (from, to) =>
      to.endsWith("commercial.crt") ? full() : localFiles.rename(from, to)
    for (const files of [{ create }, { rename }]) {
      const run = await runCli(["import", ...good, ...own, "-o", "new"], { cwd, now, files })
      expect(run).toMatchObject({ exitCode: 3, stderr: expect.stringContaining("no space left") })
      expect(readdirSync(join(cwd, "new"))).toEqual([])
    }
  })

  it("leaves nothing behind when the disk is full", async () => {
    const cwd = temporaryFolder()
    const create: typeof localFiles.create = (path, content, options) =>
      path.endsWith("commercial_ca.crt")
        ? Promise.reject(new ToolError("no-space", `${path}: no space left on this machine`))
        : localFiles.create(path, content, options)
    const run = await runCli(["import", ...good, ...own, "-o", "new"], { cwd, now, files: { create } })
    expect(run).toMatchObject({ exitCode: 3, stderr: expect.stringContaining("no space left") })
    expect(readdirSync(cwd)).toEqual([])
  })
})

describe("loadBundle", () => {
  async function imported(): Promise<string> {
    const cwd = temporaryFolder()
    await runCli(["import", ...good, ...own, "-o", "new"], { cwd, now })
    return join(cwd, "new")
  }

  it("reads what import wrote", async () => {
    const bundle = await loadBundle(await imported(), { files: localFiles })
    expect(bundle.leaf.fingerprint).toBe(bundle.fingerprint)
    expect(bundle.chain).toHaveLength(2)
    expect(bundle.files.ca.split("BEGIN CERT")).toHaveLength(3)
    expect(JSON.stringify(bundle.files.key)).toBe('"[redacted]"')
  })

  it.each([
    [
      "another key",
      "commercial.key",
      () => readFileSync(join(fixtures, "keys/rfc9500-p256.key")),
      "is not the key of",
    ],
    [
      "a full chain as certificate",
      "commercial.crt",
      () => readFileSync(join(fixtures, "deliveries/chain-in-certificate-file/mail_example_edu.crt")),
      "must hold one certificate",
    ],
    [
      "a chain without root",
      "commercial_ca.crt",
      () => readFileSync(join(fixtures, "certs/issuing.pem")),
      "does not end in a root",
    ],
    ["another chain", "commercial_ca.crt", () => readFileSync(root), "did not issue the one before it"],
    [
      "an empty certificate",
      "commercial.crt",
      () => Buffer.alloc(0),
      "must hold one certificate, and holds 0",
    ],
    [
      "a damaged chain",
      "commercial_ca.crt",
      () => Buffer.from("-----BEGIN CERTIFICATE-----\nMII"),
      "cut off",
    ],
  ])("refuses a bundle with %s", async (_, file, content, message) => {
    const folder = await imported()
    writeFileSync(join(folder, file), content())
    await expect(loadBundle(folder, { files: localFiles })).rejects.toMatchObject({
      code: "config",
      message: expect.stringContaining(message),
    })
  })

  it("says that a folder is no bundle", async () => {
    const folder = temporaryFolder()
    expect(existsSync(folder)).toBe(true)
    await expect(loadBundle(folder, { files: localFiles })).rejects.toMatchObject({
      code: "not-found",
      message: expect.stringContaining("is no bundle"),
    })
  })
})
