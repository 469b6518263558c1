import { describe, expect, it } from "vitest"
import { hugeInputCommands, spendOnHugeInputs } from "../support/hugeInputs.js"
import { temporaryFolder } from "./folder.js"

describe("huge inputs", () => {
  it.each(hugeInputCommands)("take %s less than 200 MiB", (_, args) => {
    const { status, mebibytes } = spendOnHugeInputs(temporaryFolder(), args)
    expect([1, 2]).toContain(status)
    expect(mebibytes).toBeLessThan(200)
  })
})
