import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { hostname, tmpdir } from "node:os"
import { join } from "node:path"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { localFiles } from "../../src/local/files.js"
import { isFleetHeld, takeFleetLock } from "../../src/local/fleetLock.js"
import type { ProcessTable } from "../../src/local/processMark.js"
import { VirtualClock } from "../support/virtualClock.js"

let folder = ""
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "certfleet-lock-"))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const clock = new VirtualClock()
const path = (): string => join(folder, ".certfleet.lock")
const take = (id: string, force = false, files = localFiles): Promise<() => Promise<void>> =>
  takeFleetLock({ files, clock, fleetFile: join(folder, "fleet.yaml") }, { id, holder: "tester@here", force })

/** Of a process that is no more: above the largest pid that Linux gives out. */
const stale = (): void =>
  writeFileSync(
    path(),
    JSON.stringify({ id: "old", holder: "h", machine: hostname(), pid: 4_194_305, since: "" }),
  )

describe("takeFleetLock", () => {
  it("keeps a second one out until the first gives it back", async () => {
    const unlock = await take("one")
    await expect(take("two")).rejects.toMatchObject({
      code: "locked",
      message: expect.stringContaining("one"),
    })
    await unlock()
    await (await take("two"))()
    expect(readdirSync(folder)).toEqual([])
  })

  it("gives a stale lock to one of many that start at once", async () => {
    for (let round = 0; round < 20; round += 1) {
      stale()
      const starts = await Promise.allSettled(Array.from({ length: 5 }, (_, at) => take(`start-${at}`)))
      const won = starts.flatMap((start) => (start.status === "fulfilled" ? [start.value] : []))
      expect(won).toHaveLength(1)
      for (const start of starts)
        if (start.status === "rejected") expect(start.reason).toMatchObject({ code: "locked" })
      await won[0]?.()
      expect(readdirSync(folder)).toEqual([])
    }
  })

  it("does not take over a lock that another start took over between the look and the guard", async () => {
    stale()
    let other: Promise<() => Promise<void>> | undefined
    const late = {
      ...localFiles,
      read: async (file: string) => {
        const seen = await localFiles.read(file)
        // Right after the look, somebody else is faster.
        if (other === undefined) {
          other = take("first")
          await other
        }
        return seen
      },
    }
    await expect(take("late", false, late)).rejects.toMatchObject({ code: "locked" })
    expect(readFileSync(path(), "utf8")).toContain('"first"')
    await (await other)?.()
  })

  it("is not taken over by one whom another start forestalls once the old lock is gone", async () => {
    stale()
    const started: (() => Promise<void>)[] = []
    const late = {
      ...localFiles,
      remove: async (file: string) => {
        await localFiles.remove(file)
        if (file === path()) started.push(await take("first"))
      },
    }
    await expect(take("late", false, late)).rejects.toMatchObject({ code: "locked" })
    expect(readFileSync(path(), "utf8")).toContain('"first"')
    await started[0]?.()
    expect(readdirSync(folder)).toEqual([])
  })

  it("is given back by its holder alone: who broke it keeps the new one", async () => {
    const first = await take("one")
    const second = await take("two", true)
    await first()
    expect(readFileSync(path(), "utf8")).toContain('"two"')
    await second()
    expect(readdirSync(folder)).toEqual([])
  })

  it("is not taken over where it cannot be read, unless by force", async () => {
    writeFileSync(path(), "{ torn")
    await expect(take("one")).rejects.toMatchObject({
      code: "locked",
      message: expect.stringContaining("no lock that"),
    })
    await (await take("one", true))()
  })

  it("is taken over where another process has its number by now, and held where that cannot be known", async () => {
    const table = (started: string, pidNamespace: string): ProcessTable => ({
      machine: "here",
      boot: async () => "boot-1",
      pidNamespace: async () => pidNamespace,
      started: async () => started,
    })
    const place = { files: localFiles, clock, fleetFile: join(folder, "fleet.yaml") }
    const request = { id: "one", holder: "tester@here", force: false }
    await takeFleetLock({ ...place, table: table("100", "pid:[1]") }, request)
    const seen = async (at: ProcessTable) => isFleetHeld({ ...place, table: at })
    expect(await seen(table("100", "pid:[1]"))).toBe(true)
    expect(await seen(table("200", "pid:[2]"))).toBe(true)
    const elsewhere = takeFleetLock({ ...place, table: table("200", "pid:[2]") }, { ...request, id: "two" })
    await expect(elsewhere).rejects.toMatchObject({
      code: "locked",
      message: expect.stringContaining("may be running: tester@here, one"),
      hint: expect.stringContaining("in another container of this machine"),
    })
    const later = table("200", "pid:[1]")
    expect(await seen(later)).toBe(false)
    await takeFleetLock({ ...place, table: later }, { ...request, id: "two" })
    expect(JSON.parse(readFileSync(path(), "utf8"))).toMatchObject({
      id: "two",
      started: "200",
      boot: "boot-1",
    })
  })
})
