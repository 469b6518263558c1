import { describe, expect, it } from "vitest"
import { hugeInputCommands, spendOnHugeInputs } from "../support/hugeInputs.js"
import { temporaryFolder } from "./folder.js"

// Node decides when it collects: the same work was seen to take 180 MiB and 212. The bench holds the smaller figure.
const mostMebibytes = 240

describe("huge inputs", () => {
  it.each(hugeInputCommands)(`take %s less than ${mostMebibytes} MiB`, (_, args) => {
    const { status, mebibytes } = spendOnHugeInputs(temporaryFolder(), args)
    expect([1, 2]).toContain(status)
    expect(mebibytes).toBeLessThan(mostMebibytes)
  })
})
