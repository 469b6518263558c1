import { existsSync } from "node:fs"
import { readFile, stat, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { GroupedLog, type LogFile, openDurableLog } from "../../src/local/durableLog.js"
import { temporaryFolder } from "../cli/folder.js"

/** A file on a disk that is full for one write, the one with this number from 1, and takes half of it. */
function fullOnce(at: number): LogFile & { text: string } {
  let writes = 0
  return {
    text: "",
    async appendFile(data) {
      writes += 1
      const text = String(data)
      this.text += writes === at ? text.slice(0, text.length / 2) : text
      if (writes === at) throw Object.assign(new Error("ENOSPC"), { code: "ENOSPC" })
    },
    datasync: async () => undefined,
    close: async () => undefined,
  }
}

describe("openDurableLog", () => {
  it("keeps the order of lines that come at once, for its owner alone", async () => {
    const path = join(temporaryFolder(), "journal.jsonl")
    const log = await openDurableLog(path)
    const lines = Array.from({ length: 200 }, (_, at) => `line ${at}`)
    await Promise.all(lines.map((line) => log.append(line)))
    await log.close()
    expect(await readFile(path, "utf8")).toBe(`${lines.join("\n")}\n`)
    expect((await stat(path)).mode & 0o777).toBe(0o600)
  })

  it("appends whole lines after one that was cut short", async () => {
    const path = join(temporaryFolder(), "torn.jsonl")
    await writeFile(path, '{"whole":1}\n{"to')
    const log = await openDurableLog(path)
    await Promise.all([log.append("one"), log.append("two")])
    await log.close()
    expect(await readFile(path, "utf8")).toBe('{"whole":1}\n{"to\none\ntwo\n')
  })

  it.skipIf(!existsSync("/dev/full"))(
    "rejects with no-space, the file and what to do, where the disk is full (needs /dev/full)",
    async () => {
      const log = await openDurableLog("/dev/full")
      await expect(log.append("one")).rejects.toMatchObject({
        code: "no-space",
        message: expect.stringContaining("/dev/full"),
        hint: expect.stringContaining("space"),
      })
      await expect(log.append("two")).rejects.toMatchObject({ code: "no-space" })
      await log.close()
    },
  )
})

describe("GroupedLog", () => {
  it("takes nothing more after a write that failed half-way, although there is room again", async () => {
    const file = fullOnce(2)
    const log = new GroupedLog(file, "journal.jsonl")
    await log.append("first")
    const together = await Promise.allSettled([log.append("second"), log.append("third")])
    expect(together.map(({ status }) => status)).toEqual(["rejected", "rejected"])
    await expect(log.append("fourth")).rejects.toMatchObject({ code: "no-space" })
    expect(file.text).toBe("first\nsecond")
  })
})
