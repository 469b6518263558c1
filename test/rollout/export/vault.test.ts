import { execFileSync } from "node:child_process"
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, describe, expect, it } from "vitest"
import { vaultText } from "../../../src/rollout/export/vault.js"
import { Secret } from "../../../src/secret.js"

const ansibleVault = "/usr/bin/ansible-vault"
const folder = mkdtempSync(join(tmpdir(), "certfleet-vault-"))
afterAll(() => rmSync(folder, { recursive: true }))

const salt = Buffer.from(Array.from({ length: 32 }, (_, index) => index * 7))
const seal = (text: string, password: string, id?: string): string =>
  vaultText(new Secret(text), new Secret(password), { salt, ...(id === undefined ? {} : { id }) })

describe("vaultText", () => {
  it.skipIf(!existsSync(ansibleVault)).each([
    ["format 1.1", "a secret\n", "simple", undefined],
    ["format 1.2", "a secret\n", "simple", "certfleet-prod"],
    ["a text that fills its last block", "0123456789abcdef", "simple", undefined],
    [
      "a password of any characters",
      `${"long line\n".repeat(200)}ü`,
      "pässwörd 'with' \"quotes\" $HOME",
      undefined,
    ],
  ])("is decrypted by ansible-vault: %s (skipped without ansible-core)", (_, text, password, id) => {
    const [file, passwords] = [join(folder, "sealed"), join(folder, "password")]
    writeFileSync(file, seal(text, password, id))
    writeFileSync(passwords, password)
    const named =
      id === undefined ? ["--vault-password-file", passwords] : ["--vault-id", `${id}@${passwords}`]
    const opened = execFileSync(ansibleVault, ["decrypt", ...named, "--output", "-", file], {
      env: { PATH: "/usr/bin:/bin", HOME: folder, ANSIBLE_LOCAL_TEMP: folder, LC_ALL: "C.UTF-8" },
      stdio: ["ignore", "pipe", "ignore"],
    })
    expect(opened.toString("utf8")).toBe(text)
  })

  it("holds nothing of the text, in lines of 80 after the header", () => {
    const [header, ...lines] = seal("a very secret text", "simple").trimEnd().split("\n")
    expect(header).toBe("$ANSIBLE_VAULT;1.1;AES256")
    expect(lines.slice(0, -1).every((line) => /^[0-9a-f]{80}$/.test(line))).toBe(true)
    const inner = Buffer.from(lines.join(""), "hex").toString("latin1").split("\n")
    expect(inner.map((part) => part.length)).toEqual([64, 64, 64])
    expect(inner[0]).toBe(salt.toString("hex"))
    expect(Buffer.from(inner[2] ?? "", "hex").includes("secret")).toBe(false)
  })

  it.each([
    ["prod;x", "that is no vault id"],
    ["", "that is no vault id"],
  ])("refuses the id %j", (id, message) => {
    expect(() => seal("text", "simple", id)).toThrow(message)
  })

  it("refuses an empty password, and a salt of another length", () => {
    expect(() => seal("text", "")).toThrow("the vault password is empty")
    expect(() => vaultText(new Secret("t"), new Secret("p"), { salt: new Uint8Array(16) })).toThrow(
      RangeError,
    )
  })
})
