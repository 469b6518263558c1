import { type ExitCode, exitCodes } from "../../errors.js"
import { isoDay } from "../../x509/day.js"
import type { Stage } from "../stage.js"
import { dailyJob } from "./dailyJob.js"
import { yearsHead, yearsLine, yearsSummary } from "./table.js"
import { TravelClock } from "./travelClock.js"
import { openWorld } from "./world.js"
import { playYears } from "./years.js"

/** Two years and some months: a public certificate lives 200 days at their beginning, 100 from 2027-03-15, 47 from 2029-03-15. */
const span = { from: new Date("2027-02-15T00:00:00Z"), until: new Date("2029-06-30T00:00:00Z") }

/** Certificates renewed by the daily job alone, through all of these rules, on servers and with a CA in this process. */
export async function playRenewals(stage: Stage, size: number): Promise<ExitCode> {
  // Not at midnight: what takes a second more or less is of the same day.
  const clock = new TravelClock(span.from.getTime() + 3_600_000)
  const world = await openWorld(stage, clock, size)
  try {
    stage.say(
      `${size} servers and an ACME CA are up on loopback. From ${isoDay(span.from)} to ${isoDay(span.until)}, a timer runs certfleet renew every night:`,
    )
    stage.raw(`\n${yearsHead}`)
    const job = await dailyJob(stage, clock)
    const years = await playYears(world, clock, { ...span, interrupt: stage.interrupt }, job, (event) =>
      stage.raw(yearsLine(event)),
    )
    stage.raw(`\n${yearsSummary(years, world.acme.ledger.orders.size)}`)
    return exitCodes.ok
  } finally {
    await world.close()
  }
}
