import { execFileSync } from "node:child_process"
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { tar } from "../../certs-fixtures/archives.js"
import { looksLikeTar, readTar } from "../../src/x509/tar.js"

const text = (value: string): Uint8Array => Buffer.from(value)
const long = `${"folder/".repeat(30)}mail.pem`
const three = tar([
  { name: "folder/", bytes: text("") },
  { name: "a.crt", bytes: text("first".repeat(200)) },
  { name: long, bytes: text("second") },
])
const contents = (bytes: Uint8Array) => {
  const read = readTar(bytes)
  return read.ok
    ? read.value.map(({ name, bytes: one }) => [name, Buffer.from(one).toString()])
    : read.problem
}

describe("readTar", () => {
  it("reads files with short and long names, without folders", () => {
    expect(looksLikeTar(three)).toBe(true)
    expect(contents(three)).toEqual([
      ["a.crt", "first".repeat(200)],
      [long, "second"],
    ])
  })

  it.each(["v7", "ustar", "pax", "gnu"])("reads what tar writes as %s (needs tar)", (format) => {
    const folder = mkdtempSync(join(tmpdir(), "certfleet-tar-"))
    const deep =
      format === "v7" ? "certs" : `certs/${"long".repeat(20)}/${"x".repeat(format === "ustar" ? 40 : 200)}`
    mkdirSync(join(folder, deep), { recursive: true })
    writeFileSync(join(folder, deep, "mail.pem"), "one")
    writeFileSync(join(folder, "empty.pem"), "")
    symlinkSync("empty.pem", join(folder, "link.pem"))
    const bytes = execFileSync("tar", [
      "-C",
      folder,
      `--format=${format}`,
      "-cf",
      "-",
      "empty.pem",
      "link.pem",
      deep,
    ])
    rmSync(folder, { recursive: true })
    expect(looksLikeTar(bytes)).toBe(true)
    expect(contents(bytes)).toEqual([
      ["empty.pem", ""],
      [`${deep}/mail.pem`, "one"],
    ])
  })

  it.each([
    ["cut off", three.subarray(0, 1300), "the tar archive is cut off"],
    ["changed in a header", Buffer.from(three).fill(1, 512, 520), "the tar archive is damaged"],
    ["of a size that is no number", Buffer.from(three).fill("9", 124, 135), "the tar archive is damaged"],
  ])("names an archive that is %s", (_, bytes, message) => {
    expect(contents(bytes)).toMatchObject({ kind: "encoding", message })
  })

  it("keeps to its limits", () => {
    const many = tar(
      Array.from({ length: 20 }, (_, index) => ({ name: `${index}`, bytes: new Uint8Array(1000) })),
    )
    expect(readTar(many, { entries: 20, bytes: 20_000 })).toMatchObject({ ok: true })
    expect(readTar(many, { entries: 20, bytes: 19_999 })).toMatchObject({
      ok: false,
      problem: { kind: "limit" },
    })
    expect(readTar(many, { entries: 19, bytes: 20_000 })).toMatchObject({
      ok: false,
      problem: { kind: "limit" },
    })
  })

  it("is not taken in by other files", () => {
    expect(looksLikeTar(new Uint8Array(1024))).toBe(false)
    expect(looksLikeTar(text("a".repeat(1024)))).toBe(false)
    expect(looksLikeTar(three.subarray(0, 511))).toBe(false)
  })
})
