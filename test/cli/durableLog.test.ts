import { appendFileSync, existsSync, readFileSync, statSync } from "node:fs"
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { openDurableLog } from "../../src/cli/durableLog.js"

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "certfleet-log-"))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

describe("openDurableLog", () => {
  it("keeps the order of lines that come at once, for its owner alone", async () => {
    const file = join(folder, "journal.jsonl")
    const log = await openDurableLog(file)
    const lines = Array.from({ length: 200 }, (_, at) => `line ${at}`)
    await Promise.all(lines.map((line) => log.append(line)))
    await log.close()
    expect(readFileSync(file, "utf8")).toBe(`${lines.join("\n")}\n`)
    expect(statSync(file).mode & 0o777).toBe(0o600)
  })

  it("begins a line of its own after one that was cut off", async () => {
    const file = join(folder, "journal.jsonl")
    appendFileSync(file, "whole\ncut o")
    const log = await openDurableLog(file)
    await log.append("next")
    await log.close()
    expect(readFileSync(file, "utf8")).toBe("whole\ncut o\nnext\n")
  })

  it.skipIf(!existsSync("/dev/full"))(
    "takes nothing more once a line was lost, and says why (skipped without /dev/full)",
    async () => {
      const log = await openDurableLog("/dev/full")
      const lost: unknown = await log.append("one").catch((error: unknown) => error)
      expect(lost).toMatchObject({ code: "no-space" })
      // The very error of the line that was lost: the disk was not asked again.
      expect(await log.append("two").catch((error: unknown) => error)).toBe(lost)
      await log.close()
    },
  )
})
