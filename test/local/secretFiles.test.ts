import { execFileSync } from "node:child_process"
import { existsSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { opensslPassphrase } from "../../src/local/secretFiles.js"
import { readPkcs12 } from "../../src/x509/pkcs12.js"
import { generatePrivateKey, writePrivateKey } from "../../src/x509/privateKey.js"
import { readPrivateKey } from "../../src/x509/readPrivateKey.js"
import { temporaryFolder } from "../cli/folder.js"

const latin1 = (text: string): Buffer => Buffer.from(text, "latin1")
const hasOpenssl = existsSync("/usr/bin/openssl")
const openssl = (cwd: string, ...words: readonly string[]): void =>
  void execFileSync("openssl", words, { cwd, stdio: "pipe" })

describe("opensslPassphrase", () => {
  it.runIf(hasOpenssl).each([
    ["UTF-8", Buffer.from("grüße\n")],
    ["Latin-1", latin1("gr\u00fc\u00dfe\n")],
    ["no line end", latin1("simple")],
    ["a carriage return", latin1("simple\r\n")],
    ["a byte order mark", Buffer.from("\ufeffsimple\n")],
    ["blanks at both ends", latin1(" \tsimple \t\n")],
    ["more lines", latin1("simple\nother\n")],
    ["a line longer than OpenSSL reads", latin1(`${"a".repeat(3000)}\n`)],
  ])("is what openssl takes of a file with %s (needs openssl)", async (_, content) => {
    const cwd = temporaryFolder()
    const key = await generatePrivateKey("ec-p256")
    writeFileSync(join(cwd, "pass"), content)
    const { passphrase } = opensslPassphrase(content, "pass")
    writeFileSync(join(cwd, "ours.key"), writePrivateKey(key, passphrase))
    openssl(cwd, "pkey", "-in", "ours.key", "-passin", "file:pass", "-out", "plain.key")
    openssl(cwd, "pkcs8", "-topk8", "-in", "plain.key", "-passout", "file:pass", "-out", "theirs.key")
    openssl(cwd, "ec", "-in", "plain.key", "-aes256", "-passout", "file:pass", "-out", "old.key")
    for (const file of ["theirs.key", "old.key"]) {
      const read = readPrivateKey(readFileSync(join(cwd, file)), passphrase)
      expect(read.ok && read.key.equals(key)).toBe(true)
    }
  })

  it.runIf(hasOpenssl).each([
    ["UTF-8", Buffer.from("grüße😀\n"), []],
    ["Latin-1", latin1("gr\u00fc\u00dfe\n"), []],
    ["Latin-1, with Triple-DES", latin1("gr\u00fc\u00dfe\n"), ["-keypbe", "PBE-SHA1-3DES"]],
    ["a byte order mark", Buffer.from("\ufeffsimple\n"), ["-keypbe", "PBE-SHA1-3DES"]],
  ])("opens a PKCS #12 file that openssl wrote with %s (needs openssl)", async (_, content, options) => {
    const cwd = temporaryFolder()
    writeFileSync(join(cwd, "pass"), content)
    writeFileSync(join(cwd, "plain.key"), writePrivateKey(await generatePrivateKey("ec-p256")))
    const out = ["-passout", "file:pass", "-out", "ours.p12"]
    openssl(cwd, "pkcs12", "-export", "-nocerts", "-inkey", "plain.key", ...options, ...out)
    const { passphrase } = opensslPassphrase(content, "pass")
    expect(readPkcs12(readFileSync(join(cwd, "ours.p12")), passphrase)).toMatchObject({
      ok: true,
      keys: [expect.anything()],
    })
  })

  it.each([
    ["nothing", "", "pass has no passphrase on its first line"],
    ["an empty first line", "\nsimple\n", "pass has no passphrase on its first line"],
    ["UTF-16", Buffer.from("\ufeffsimple\n", "utf16le"), "pass has a zero byte in its first line"],
  ])("refuses %s", (_, content, message) => {
    expect(() => opensslPassphrase(Buffer.from(content), "pass")).toThrow(message)
  })
})
