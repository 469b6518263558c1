import { chmodSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { expect, it } from "vitest"
import { isPrivate } from "../../src/local/privacy.js"
import { temporaryFolder } from "../cli/folder.js"

it("isPrivate believes modes, and nothing on Windows", () => {
  const file = join(temporaryFolder(), "key")
  writeFileSync(file, "", { mode: 0o600 })
  expect([isPrivate(file, "linux"), isPrivate(file, "win32")]).toEqual([true, false])
  chmodSync(file, 0o640)
  expect(isPrivate(file, "linux")).toBe(false)
})
