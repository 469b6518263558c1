import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { fileError } from "../src/fileError.js"
import { localFiles } from "../src/local/files.js"

describe("what the system says of a file", () => {
  let work = ""
  const at = (...names: string[]): string => join(work, ...names)
  beforeAll(() => {
    work = mkdtempSync(join(tmpdir(), "certfleet-file-error-"))
    mkdirSync(at("folder"))
    writeFileSync(at("file"), "")
    symlinkSync("circle", at("circle"))
  })
  afterAll(() => rmSync(work, { recursive: true, force: true }))

  it.each([
    ["nothing", "not-found", 2, ": no such file", "check the path"],
    ["file/below", "not-found", 2, ": no such file", "check the path: a part of it is no folder"],
    ["folder", "usage", 2, " is a folder", "name a file in it"],
    ["circle", "usage", 2, " is a link that leads in a circle", "name the file itself"],
    ["x".repeat(300), "usage", 2, " is too long for a file name", "choose a shorter one"],
  ])("tells whoever reads %s", async (name, code, exitCode, says, hint) => {
    const message = `${at(name)}${says}`
    await expect(localFiles.read(at(name))).rejects.toMatchObject({ code, exitCode, message, hint })
  })

  it.each([
    ["gone/new", "unwritable", 3, ": its folder takes no new file", "choose another folder"],
    ["file/below", "usage", 2, ": a part of the path is no folder", "check the path"],
    ["folder", "usage", 2, " is a folder", "name a file in it"],
    [`${"x".repeat(300)}/new`, "usage", 2, " is too long for a file name", "choose a shorter one"],
  ])("tells whoever writes %s", async (name, code, exitCode, says, hint) => {
    const message = `${at(name)}${says}`
    await expect(localFiles.replace(at(name), "x")).rejects.toMatchObject({ code, exitCode, message, hint })
  })

  it("has a next step for what it does not know", () => {
    expect(fileError("read", "a", Object.assign(new Error(), { code: "EIO" }))).toMatchObject({
      code: "unreadable",
      message: "cannot read a: EIO",
      hint: "copy it elsewhere, or ask whoever looks after this machine's disks",
    })
    expect(fileError("write", "a", "odd")).toMatchObject({
      code: "unwritable",
      message: "cannot write a: odd",
      hint: "choose another folder, or ask whoever looks after this machine's disks",
    })
  })
})
