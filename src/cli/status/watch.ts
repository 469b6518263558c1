import type { StatusReport } from "../../report/status/json.js"
import type { Io } from "../io.js"
import { note } from "../terminal/voice.js"

export interface WatchTimes {
  readonly deadlineMs: number
  /** From the end of a look to the beginning of the next. */
  readonly intervalMs: number
}

/** Looks until every server is current, the deadline is over or somebody interrupts; the last whole look counts. */
export async function watch(
  io: Io,
  { deadlineMs, intervalMs }: WatchTimes,
  look: () => Promise<StatusReport>,
): Promise<StatusReport> {
  const until = io.clock.now() + deadlineMs
  let before: StatusReport | undefined
  for (;;) {
    const report = await look()
    if (report.unknown !== undefined) return before ?? report
    before = report
    const all = [...report.status.servers, ...report.status.farms]
    const left = all.filter(({ verdict }) => verdict !== "current").length
    note(io, `${new Date(io.clock.now()).toISOString()} ${all.length - left} of ${all.length} current`)
    if (left === 0 || io.interrupt.aborted || io.clock.now() + intervalMs > until) return report
    await io.clock.sleep(intervalMs, io.interrupt).catch(() => undefined)
    if (io.interrupt.aborted) return report
  }
}
