import { generateKeyPairSync } from "node:crypto"
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { filesIn } from "../../../src/local/files.js"
import { requirePlaces } from "../../../src/report/results/asked.js"
import type { ResultKind } from "../../../src/report/results/kinds.js"
import { requirePlace } from "../../../src/report/results/place.js"
import { writeResult } from "../../../src/report/results/write.js"
import { temporaryFolder } from "../../cli/folder.js"

const fixtures = join(import.meta.dirname, "../../../certs-fixtures")
const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" })
const encrypted = { format: "pem", type: "pkcs8", cipher: "aes-256-cbc", passphrase: "secret" } as const

const secrets: readonly (readonly [what: string, content: string | Buffer])[] = [
  ["PKCS #8", privateKey.export({ format: "pem", type: "pkcs8" })],
  ["SEC 1", privateKey.export({ format: "pem", type: "sec1" })],
  ["an encrypted key", privateKey.export(encrypted)],
  ["a key after other text", `my key\n\n${privateKey.export({ format: "pem", type: "pkcs8" })}`],
  ["a key in UTF-16", Buffer.from(`\ufeff${privateKey.export({ format: "pem", type: "pkcs8" })}`, "utf16le")],
  ["a key that is cut off", `${privateKey.export({ format: "pem", type: "pkcs8" })}`.slice(0, 100)],
  [
    "an OpenSSH key",
    "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAA\n-----END OPENSSH PRIVATE KEY-----\n",
  ],
  ["DER", privateKey.export({ format: "der", type: "pkcs8" })],
  ["a Java key store", Buffer.from("feedfeed0000000200000001", "hex")],
]

function placed(content?: string | Buffer) {
  const cwd = temporaryFolder()
  if (content !== undefined) writeFileSync(join(cwd, "x"), content)
  return { cwd, files: filesIn(cwd) }
}

describe("the place of a result", () => {
  it.each(secrets)("is never %s, for any kind, as it is or by a link", async (_, content) => {
    const { cwd, files } = placed(content)
    symlinkSync("x", join(cwd, "link"))
    for (const name of ["html", "json", "text", "events", "baseline"] as const)
      for (const file of ["x", "link"])
        await expect(requirePlace(files, { name, file, flag: "--html" })).rejects.toMatchObject({
          code: "exists",
          message: expect.stringMatching(`^--html: ${file} (holds a private key|is a key store)$`),
          hint: "name another file",
        })
    await expect(writeResult(files, { name: "html", file: "x" }, "<!doctype html>")).rejects.toThrow("x ")
    expect(readFileSync(join(cwd, "x"))).toEqual(Buffer.from(content))
  })

  it("is no name of a key, in a bundle or elsewhere, and no place of journals", async () => {
    const { cwd, files } = placed()
    mkdirSync(join(cwd, "bundle/rollouts"), { recursive: true })
    for (const file of ["bundle/commercial.key", "OLD.KEY"])
      await expect(requirePlace(files, { name: "html", file })).rejects.toThrow(
        "is the name of a private key",
      )
    const events = { name: "events", file: "bundle/rollouts/mine.jsonl" } as const
    await expect(requirePlace(files, events)).rejects.toThrow("is where journals of rollouts are")
  })

  it.each([
    ["html", "<svg></svg>"],
    ["html", "commonName: mail.example.edu\n"],
    ["json", '{ "name": "certfleet", "version": "1.0.0" }'],
    ["json", '{\n  "version": 1,\n  "findings": []\n}\n'],
    ["baseline", '{\n  "version": 1,\n  "at": "2026-05-01"\n}\n'],
    ["sarif", '{\n  "version": 1,\n  "findings": []\n}\n'],
    ["gitlab", '["a"]'],
    ["junit", "<html></html>"],
    ["prometheus", "# a comment\nup 1\n"],
    ["ical", "notes"],
    ["events", '{"a":1}\n'],
    ["text", "\0\u0001"],
    ["text", readFileSync(join(fixtures, "certs/root-g2.pem"), "utf8")],
    ["text", '{"a":1}'],
  ] as const)("for %s is not where %j is", async (name, content) => {
    const { files } = placed(content)
    await expect(requirePlace(files, { name, file: "x" })).rejects.toMatchObject({
      code: "exists",
      message: expect.stringContaining("x holds something else than "),
      hint: "move it away or name another file",
    })
  })

  it.each<readonly [ResultKind, string]>([
    ["html", "\n<!DOCTYPE html>\n<p>"],
    ["json", '{\n  "version": 1,\n  "at": "2026-05-01"\n}\n'],
    ["json", '{\n  "at": "2026-05-01",\n  "version": 1\n}\n'],
    ["json", '{"version":1,"at":"2026-05-01"}'],
    ["gitlab", "[]\n"],
    ["baseline", '{\n  "version": 1,\n  "findings": [\n<<<<<<< HEAD\n'],
    ["events", '{"seq":1,"time":"2026-05-01T00:00:00.000Z","type":"start"}\n'],
    ["summary", "# Our pipeline\n<details>\n"],
    ["text", "whatever somebody wrote\n"],
  ])("for %s is where %j is, or nothing, or an empty file", async (name, content) => {
    for (const there of [content, undefined, ""])
      await expect(requirePlace(placed(there).files, { name, file: "x" })).resolves.toBeUndefined()
  })

  it("is no folder, and in nothing else", async () => {
    const { cwd, files } = placed("")
    await expect(requirePlace(files, { name: "html", file: "x/page.html" })).rejects.toMatchObject({
      code: "exists",
      message: "x/page.html: x is a file",
      hint: "name another folder",
    })
    mkdirSync(join(cwd, "pages"))
    await expect(requirePlace(files, { name: "html", file: "pages" })).rejects.toMatchObject({
      message: "pages is a folder",
      hint: "name a file in it",
    })
  })

  it("is no input of the command, by whatever path, unless that is an earlier result", async () => {
    const { cwd, files } = placed("names: []\n")
    symlinkSync("x", join(cwd, "notes"))
    const ask = (name: ResultKind) => requirePlaces(files, [{ name, file: "notes" }], ["./x", "host:443"])
    await expect(ask("text")).rejects.toThrow("notes is what this command reads")
    await expect(ask("html")).rejects.toThrow("notes is what this command reads")
    writeFileSync(join(cwd, "x"), "<!doctype html>")
    await expect(ask("html")).resolves.toBeUndefined()
  })

  it("is one result's", async () => {
    const { files } = placed()
    const places = [
      { name: "html", file: "a" },
      { name: "ical", file: "./a" },
    ] as const
    await expect(requirePlaces(files, places, [])).rejects.toMatchObject({
      code: "usage",
      message: "two reports would go to ./a",
    })
  })

  it("gets its folder when it is written", async () => {
    const { cwd, files } = placed()
    await writeResult(files, { name: "text", file: "new/folder/report" }, "all is well\n")
    expect(readFileSync(join(cwd, "new/folder/report"), "utf8")).toBe("all is well\n")
  })
})
