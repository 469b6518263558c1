import { chmodSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { inspect } from "node:util"
import { describe, expect, it } from "vitest"
import { localFiles } from "../../src/local/files.js"
import { localProcesses } from "../../src/local/processes.js"
import { secretReader, secretVariables, takeVariable } from "../../src/local/secretVariables.js"
import { temporaryFolder } from "../cli/folder.js"

describe("takeVariable", () => {
  it("gives a secret as often as it is asked for, and to no program", async () => {
    const env = { PATH: process.env["PATH"] ?? "", API_KEY: "f00dcafe" }
    expect(takeVariable(env, "API_KEY")?.revealText()).toBe("f00dcafe")
    expect(takeVariable(env, "API_KEY")?.revealText()).toBe("f00dcafe")
    const seen = await localProcesses(env).run(["env"], { timeoutMs: 10_000 })
    expect(seen?.stdout).toContain("PATH=")
    expect(seen?.stdout).not.toContain("API_KEY")
    expect(takeVariable(env, "PATH_OF_NOTHING")).toBeUndefined()
  })
})

describe("secretVariables", () => {
  it("finds each variable, however deep fleet.yaml has it", () => {
    const tsig = { keyEnv: "TSIG", keyFile: undefined }
    const settings = { acme: { eab: { keyEnv: "EAB" }, challenge: { "dns-01": { update: { tsig } } } } }
    expect(secretVariables(settings)).toEqual(["EAB", "TSIG"])
  })
})

describe("secretReader", () => {
  it("reads a file beside fleet.yaml without the newline at its end, or a variable", async () => {
    const folder = temporaryFolder()
    writeFileSync(join(folder, "eab.key"), "c2VjcmV0\n")
    const read = secretReader(localFiles, { EAB: " c2VjcmV0 " }, { folder, warn: () => undefined })
    const both = [await read({ keyFile: "eab.key" }, "the key"), await read({ keyEnv: "EAB" }, "the key")]
    expect(both.map((one) => one.revealText())).toEqual(["c2VjcmV0", "c2VjcmV0"])
    expect(inspect(both, { depth: 9, showHidden: true })).not.toContain("c2VjcmV0")
  })

  it("leaves out the mark and the blanks around a secret, and changes none of its bytes", async () => {
    const folder = temporaryFolder()
    const read = secretReader(localFiles, {}, { folder, warn: () => undefined })
    for (const [content, expected] of [
      ["\ufeff\r\n c2VjcmV0\u00a0\r\n\n", "c2VjcmV0"],
      [Buffer.from(" gr\u00fc\u00df\u00a0\r\n", "latin1"), Buffer.from("gr\u00fc\u00df\u00a0", "latin1")],
    ] as const) {
      writeFileSync(join(folder, "secret"), content)
      expect(Buffer.from((await read({ keyFile: "secret" }, "the key")).reveal())).toEqual(
        Buffer.from(expected),
      )
    }
  })

  it("warns once of a file that others may read, and of none that they may not", async () => {
    const folder = temporaryFolder()
    for (const [name, mode] of [
      ["open.key", 0o644],
      ["group.key", 0o640],
      ["own.key", 0o600],
    ] as const) {
      writeFileSync(join(folder, name), "c2VjcmV0\n")
      chmodSync(join(folder, name), mode)
    }
    const warnings: string[] = []
    const read = secretReader(localFiles, {}, { folder, warn: (message) => void warnings.push(message) })
    for (const keyFile of ["open.key", "group.key", "own.key", "open.key"])
      expect((await read({ keyFile }, "the key")).revealText()).toBe("c2VjcmV0")
    expect(warnings).toEqual([
      "the key: open.key may be read by others than its owner: chmod 600 open.key",
      "the key: group.key may be read by others than its owner: chmod 600 group.key",
    ])
  })

  it("says which secret is not there", async () => {
    const folder = temporaryFolder()
    writeFileSync(join(folder, "empty"), "\n")
    const read = secretReader(localFiles, {}, { folder, warn: () => undefined })
    await expect(read({ keyEnv: "EAB" }, "the key")).rejects.toThrow("the key: the variable EAB is not set")
    await expect(read({ keyFile: "empty" }, "the key")).rejects.toThrow("the key: empty is empty")
    await expect(read({ keyFile: "none" }, "the key")).rejects.toMatchObject({ code: "not-found" })
  })
})
