import { execFileSync, spawnSync } from "node:child_process"
import { generateKeyPairSync } from "node:crypto"
import { mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { gzipSync } from "node:zlib"
import { describe, expect, it } from "vitest"
import { jks } from "../../../certs-fixtures/archives.js"
import { certificateDer } from "../../../certs-fixtures/certificateDer.js"
import { zip } from "../../../certs-fixtures/containers.js"
import { dns, extension } from "../../../certs-fixtures/extensionDer.js"
import { Secret } from "../../../src/secret.js"
import { der, derOid, derSequence, derSet } from "../../../src/x509/derWrite.js"
import { readPem, writePem } from "../../../src/x509/pem.js"
import { writePrivateKey } from "../../../src/x509/privateKey.js"
import { crlSeeds, ocspDer } from "../../fuzz/seeds.js"
import { ed25519 } from "../../x509/factory.js"
import { temporaryFolder } from "../folder.js"
import { runCli } from "../testIo.js"

const fixtures = join(import.meta.dirname, "../../../certs-fixtures")
const pem = readFileSync(join(fixtures, "certs/leaf.pem"), "utf8")
const [crlDer = new Uint8Array()] = crlSeeds
const dhParameters = writePem("DH PARAMETERS", Uint8Array.of(0x30, 6, 2, 1, 23, 2, 1, 5))
/** RFC 6960 section 4.1.1: what `openssl ocsp -reqout` writes, SHA-1 of names and keys left empty. */
const certId = derSequence(
  derSequence(derOid("1.3.14.3.2.26"), der(5)),
  der(4, new Uint8Array(20)),
  der(4, new Uint8Array(20)),
  der(2, Uint8Array.of(7)),
)
const question = Buffer.from(derSequence(derSequence(derSequence(derSequence(certId)))))

interface Found {
  readonly exitCode: number
  readonly findings: readonly { readonly code: string; readonly message: string; readonly hint: string }[]
}

async function lint(
  files: Readonly<Record<string, string | Uint8Array>>,
  words: readonly string[],
  env = {},
): Promise<Found> {
  const cwd = temporaryFolder()
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(join(cwd, name, ".."), { recursive: true })
    writeFileSync(join(cwd, name), content)
  }
  const args = ["lint", "--no-config", "--profile", "private", "--reporter", "json", ...words]
  const { exitCode, stdout } = await runCli(args, { cwd, env, now: Date.UTC(2026, 4, 1) })
  return { exitCode, findings: JSON.parse(stdout).findings }
}

const without = "holds no certificate, request or key, and is no fleet.yaml"

describe("a file in which nothing can be judged", () => {
  it.each([
    ["list.crl", writePem("X509 CRL", crlDer), "a revocation list"],
    ["list.crl", crlDer, "a revocation list"],
    ["answer.ocsp", ocspDer, "an OCSP response"],
    ["dh.pem", dhParameters, "PEM labelled DH PARAMETERS"],
    [
      "id",
      "-----BEGIN OPENSSH PRIVATE KEY-----\nMAA=\n-----END OPENSSH PRIVATE KEY-----\n",
      "an OpenSSH private key",
    ],
    ["id.pub", "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAA me", "an SSH public key"],
    ["id.ppk", "PuTTY-User-Key-File-3: ssh-rsa\n", "a key of PuTTY"],
    ["mail.crt", "<!DOCTYPE html>\n<html>Log in first", "a web page"],
    [
      "key.asc",
      "-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nmQ==\n=abcd\n-----END PGP PUBLIC KEY BLOCK-----\n",
      "OpenPGP data",
    ],
    ["mail.bz2", Buffer.from("BZh91AY&SY"), "data compressed by bzip2"],
  ])("is a finding where it is named: %s", async (name, content, what) => {
    const { exitCode, findings } = await lint({ [name]: content }, [name])
    expect([exitCode, findings.map(({ code }) => code)]).toEqual([3, ["input-without-content"]])
    expect(findings[0]?.message).toBe(`${name} holds ${what}, but ${without.slice(6)}`)
  })

  it("is a finding in an archive as well", async () => {
    const { exitCode, findings } = await lint(
      { "a.zip": zip([{ name: "a.txt", bytes: Buffer.from("hello") }]) },
      ["a.zip"],
    )
    expect([exitCode, findings.map(({ code }) => code)]).toEqual([3, ["input-without-content"]])
  })

  it("is a finding where it is named and holds something else", async () => {
    const { exitCode, findings } = await lint({ "question.der": question }, ["question.der"])
    expect(exitCode).toBe(3)
    expect(findings.map(({ message }) => message)).toEqual([
      expect.stringContaining("holds a question to an OCSP responder, but no certificate"),
    ])
  })

  it("is a finding in a folder where it is called like a certificate", async () => {
    const files = {
      "a/mail.crt": "<html>Log in first",
      "a/mail.pem": "",
      "a/mail.der": Buffer.from(readPem(Buffer.from(pem)).blocks[0]?.der ?? []).subarray(0, 300),
      "a/mail.crt.xz": Buffer.from("fd377a585a000000", "hex"),
      "a/mail.p12": Buffer.from("0\x82\x01\x02cut off", "latin1"),
    }
    const { exitCode, findings } = await lint(files, ["a"])
    expect(exitCode).toBe(3)
    expect(findings.map(({ code, message }) => `${code} ${message.split(" ")[0]}`)).toEqual([
      "input-without-content a/mail.crt",
      "input-without-content a/mail.crt.xz",
      "certificate-unreadable the",
      "certificate-unreadable the",
      "input-empty a/mail.pem",
    ])
  })

  it("is passed over in a folder where it is something else by name or content", async () => {
    const files = {
      "a/list.crl": writePem("X509 CRL", crlDer),
      "a/dh.pem": dhParameters,
      "a/question.der": question,
      "a/notes.md": "`-----BEGIN CERTIFICATE-----` begins a block, and MIIB is how its base64 begins",
      "a/main.js":
        'const armour = (der) => "-----BEGIN CERTIFICATE-----\\n" + der + "\\n-----END CERTIFICATE-----"',
      "a/page.html": "<html>hello",
      "a/photos.zip": zip([{ name: "a.jpg", bytes: Buffer.from("\xff\xd8") }]),
      "a/log.gz": gzipSync("nothing of interest"),
      "a/large.gz": gzipSync(new Uint8Array(50_000_000)),
      "a/signed.txt.asc": "-----BEGIN PGP SIGNATURE-----\n\nmQ==\n=abcd\n-----END PGP SIGNATURE-----\n",
      "a/old.yaml": "# -----BEGIN CERTIFICATE-----\n# MIIB\n# -----END CERTIFICATE-----\n",
      "a/mail.pem": pem,
    }
    expect(await lint(files, ["a"])).toMatchObject({
      exitCode: 0,
      findings: [],
    })
  })

  it("is a fleet.yaml in a folder, also where one of its two keys is misspelt", async () => {
    const fleet = "certficate: { commonName: mail.example.edu }\nservers: []\n"
    const { findings } = await lint({ "fleet.yaml": fleet, "mail.pem": pem }, ["."])
    expect(findings.map(({ code }) => code)).toContain("fleet-unknown-key")
    expect(await lint({ "other.yaml": fleet, "mail.pem": pem }, ["."])).toMatchObject({ findings: [] })
  })

  it("has no order in an archive, PKCS #7 and PKCS #12", async () => {
    const chain = ["root-g2", "issuing", "leaf"].map((name) => join(fixtures, `certs/${name}.pem`))
    const cwd = temporaryFolder()
    writeFileSync(join(cwd, "chain.pem"), chain.map((file) => readFileSync(file, "utf8")).join(""))
    const openssl = (...args: readonly string[]): Buffer => execFileSync("openssl", args, { cwd })
    openssl("crl2pkcs7", "-nocrl", "-certfile", "chain.pem", "-out", "chain.p7b")
    openssl("pkcs12", "-export", "-nokeys", "-in", "chain.pem", "-passout", "pass:", "-out", "chain.p12")
    writeFileSync(
      join(cwd, "chain.zip"),
      zip(chain.map((file, index) => ({ name: `${index}.pem`, bytes: readFileSync(file) }))),
    )
    const trust = ["--trust", join(fixtures, "certs/root-g2.pem"), "--json"]
    for (const file of ["chain.p7b", "chain.p12", "chain.zip", "chain.pem"]) {
      const said = await Promise.all([
        runCli(["lint", file, "--no-config", ...trust], { cwd, now: Date.UTC(2026, 4, 1) }),
        runCli(["check", file, "--no-fleet", ...trust], { cwd, now: Date.UTC(2026, 4, 1) }),
      ])
      for (const { stdout } of said) expect(stdout.includes("chain-disordered")).toBe(file === "chain.pem")
    }
  })

  it("is not all of an archive of which one file is encrypted", async () => {
    const p12 = readFileSync(join(fixtures, "p12/aes256.p12"))
    const archive = zip([
      { name: "mail.p12", bytes: p12 },
      { name: "old.pem", bytes: readFileSync(join(fixtures, "certs/leaf-expired.pem")) },
    ])
    const closed = await lint({ "all.zip": archive }, ["all.zip"])
    expect(closed.findings.map(({ code }) => code).sort()).toEqual(["container-not-checked", "expired"])
    expect(closed.exitCode).toBe(3)
    const files = { "all.zip": archive, "pass.txt": "fuzz\n" }
    const open = await lint(files, ["all.zip", "--passphrase-file", "pass.txt"])
    expect(open.findings.map(({ code }) => code)).toContain("expired")
    expect(open.findings.map(({ code }) => code)).not.toContain("container-not-checked")
  })

  it("is not looked at with a wrong passphrase, which is said", async () => {
    const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" })
    const key = writePrivateKey(privateKey, new Secret("right"))
    const p12 = readFileSync(join(fixtures, "p12/aes256.p12"))
    const files = { "mail.key": key, "mail.p12": p12, "wrong.txt": "wrong\n", "right.txt": "right\n" }
    const codes = async (...words: readonly string[]) => {
      const { exitCode, findings } = await lint(files, [...words])
      return { exitCode, codes: findings.map(({ code }) => code) }
    }
    expect(await codes("mail.key", "mail.p12", "--passphrase-file", "wrong.txt")).toEqual({
      exitCode: 3,
      codes: ["private-key-passphrase-wrong", "container-passphrase-wrong"],
    })
    expect(await codes("mail.key")).toEqual({ exitCode: 0, codes: ["private-key-not-checked"] })
    expect(await codes("mail.key", "--passphrase-file", "right.txt")).toEqual({
      exitCode: 0,
      codes: ["private-key-without-partner"],
    })
  })

  it("may be a key store whose certificates are judged and whose key is not", async () => {
    const certificate =
      readPem(readFileSync(join(fixtures, "certs/leaf-expired.pem"))).blocks[0]?.der ?? new Uint8Array()
    const { findings } = await lint({ "mail.jks": jks([], [certificate]) }, ["mail.jks"])
    expect(findings.map(({ code }) => code)).toEqual(["expired", "java-key-not-checked"])
  })

  it.each(["bzip2", "xz", "zstd"])("is unpacked by the command that the hint names: %s", async (program) => {
    if (spawnSync("which", [program]).status !== 0) return
    const packed = execFileSync(program, ["-c"], { input: pem })
    const ending = { bzip2: "bz2", xz: "xz", zstd: "zst" }[program] ?? ""
    const { findings } = await lint({ [`mail.crt.${ending}`]: packed }, ["."])
    const command = /with (.*)$/.exec(findings[0]?.hint ?? "")?.[1] ?? ""
    const cwd = temporaryFolder()
    writeFileSync(join(cwd, `mail.crt.${ending}`), packed)
    execFileSync("sh", ["-c", `${command} mail.crt.${ending}`], { cwd, stdio: "pipe" })
    expect(readFileSync(join(cwd, "mail.crt"), "utf8")).toBe(pem)
  })
})

describe("names in every string type", () => {
  const text = "xn--mnchen-3ya.example.edu"
  const wide = (size: number): Buffer =>
    Buffer.concat([...text].map((letter) => Buffer.from([...Array(size - 1).fill(0), letter.charCodeAt(0)])))
  const key = ed25519("names")

  it.each([
    ["UTF8String", 0x0c, Buffer.from(text)],
    ["PrintableString", 0x13, Buffer.from(text)],
    ["TeletexString", 0x14, Buffer.from(text)],
    ["BMPString", 0x1e, wide(2)],
    ["UniversalString", 0x1c, wide(4)],
  ])("are read by every rule: %s", async (_, tag, bytes) => {
    const name = derSequence(derSet(derSequence(derOid("2.5.4.3"), der(tag, bytes))))
    for (const issuer of [name, "Example CA"]) {
      const extensions = [
        extension.basicConstraints(false),
        extension.extKeyUsage(["1.3.6.1.5.5.7.3.1"]),
        extension.subjectAltName([dns("mail.example.edu")]),
      ]
      const leaf = certificateDer({
        ...{ issuer, subject: name, key, signer: key, extensions },
        ...{ notBefore: new Date("2026-04-01T00:00:00Z"), notAfter: new Date("2026-08-01T00:00:00Z") },
      })
      for (const profile of ["private", "public"]) {
        const { findings } = await lint({ "leaf.der": leaf }, ["leaf.der", "--profile", profile])
        const codes = findings.map(({ code }) => code)
        expect(codes).not.toContain("rule-crashed")
        if (issuer === "Example CA") expect(codes.join(" ")).toMatch(/common-name-not-(exactly-)?in-san/)
      }
    }
  })
})
