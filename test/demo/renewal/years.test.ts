import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { TravelClock } from "../../../src/demo/renewal/travelClock.js"
import { openWorld, type World } from "../../../src/demo/renewal/world.js"
import { type DailyJob, playYears } from "../../../src/demo/renewal/years.js"
import { Stage } from "../../../src/demo/stage.js"
import { localFiles } from "../../../src/local/files.js"

const from = new Date("2027-03-01T00:00:00Z")
const interrupt = new AbortController().signal

let folder: string
let clock: TravelClock
let world: World
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "certfleet-years-"))
  clock = new TravelClock(from.getTime() + 3_600_000)
  const [write, run] = [() => undefined, () => Promise.reject(new Error("no command is run"))]
  const stage = new Stage({ folder, files: localFiles, clock, interrupt, write, run })
  world = await openWorld(stage, clock, 2)
})
afterEach(async () => {
  await world.close()
  await rm(folder, { recursive: true, force: true })
})

const play = (until: string, job: DailyJob) =>
  playYears(world, clock, { from, until: new Date(`${until}T00:00:00Z`), interrupt }, job, () => undefined)

describe("the demo's years", () => {
  it("pass day by day, with what is left of the certificate that is served", async () => {
    const days: string[] = []
    const quiet: DailyJob = async () => {
      days.push(new Date(clock.now()).toISOString().slice(0, 16))
      return { exitCode: 0, isDue: false, isRenewed: false }
    }
    const years = await play("2027-03-05", quiet)
    expect(days).toEqual([1, 2, 3, 4, 5].map((day) => `2027-03-0${day}T03:00`))
    expect(years).toMatchObject({ runs: 5, leastDaysLeft: 16, events: [] })
  })

  it("do not go on with an expired certificate", async () => {
    const quiet: DailyJob = async () => ({ exitCode: 0, isDue: false, isRenewed: false })
    await expect(play("2027-04-01", quiet)).rejects.toThrow("an expired certificate is served on 2027-03-21")
  })

  it("believe no job that says renewed and has changed nothing", async () => {
    const boasting: DailyJob = async () => ({ exitCode: 0, isDue: true, isRenewed: true })
    await expect(play("2027-03-02", boasting)).rejects.toThrow("the old certificate is served")
  })

  it("end when they are interrupted", async () => {
    const stop = new AbortController()
    const span = { from, until: new Date("2029-01-01T00:00:00Z"), interrupt: stop.signal }
    const job: DailyJob = async () => {
      stop.abort()
      return { exitCode: 0, isDue: false, isRenewed: false }
    }
    const played = playYears(world, clock, span, job, () => undefined)
    await expect(played).rejects.toMatchObject({ code: "cancelled" })
  })
})
