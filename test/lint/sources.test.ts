import { mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { ToolError } from "../../src/errors.js"
import { inputName, type LintSource, lintSources, readSource } from "../../src/lint/sources.js"
import { filesIn, localFiles } from "../../src/local/files.js"
import { temporaryFolder } from "../cli/folder.js"

describe("lintSources", () => {
  it("names a folder that may not be read, and goes on", async () => {
    const cwd = temporaryFolder()
    for (const name of ["a", "b", "c"]) mkdirSync(join(cwd, name))
    for (const name of ["a/a.pem", "c/c.pem"]) writeFileSync(join(cwd, name), "")
    const here = filesIn(cwd, localFiles)
    const denied = new ToolError("unreadable", "b: permission denied")
    const files = {
      ...here,
      entries: (path: string) => (path === "b" ? Promise.reject(denied) : here.entries(path)),
    }
    const { signal } = new AbortController()
    const standardInput = async function* (): AsyncGenerator<Uint8Array> {}
    const found: LintSource[] = []
    for await (const group of lintSources(
      { files, standardInput: standardInput(), signal },
      ["."],
      () => false,
    ))
      found.push(...group)
    expect(found.map(inputName)).toEqual(["a/a.pem", "b", "c/c.pem"])
    const [, folder] = found
    await expect(folder?.kind === "file" && readSource(files, folder)).rejects.toBe(denied)
  })
})
