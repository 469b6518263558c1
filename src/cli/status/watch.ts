import type { StatusReport } from "../../report/status/json.js"
import type { Io } from "../io.js"
import { positive } from "../options/positive.js"
import { note } from "../terminal/voice.js"
import type { StatusCommandOptions } from "./options.js"

/** Looks until every server is current, the deadline is over or somebody interrupts; the last whole look counts. */
export async function watch(
  io: Io,
  options: StatusCommandOptions,
  look: () => Promise<StatusReport>,
): Promise<StatusReport> {
  const until = io.clock.now() + positive("--deadline", options.deadline ?? "600") * 1000
  const pause = positive("--interval", options.interval) * 1000
  let before: StatusReport | undefined
  for (;;) {
    const report = await look()
    if (report.unknown !== undefined) return before ?? report
    before = report
    const all = [...report.status.servers, ...report.status.farms]
    const left = all.filter(({ verdict }) => verdict !== "current").length
    note(io, `${new Date(io.clock.now()).toISOString()} ${all.length - left} of ${all.length} current`)
    if (left === 0 || io.interrupt.aborted || io.clock.now() + pause > until) return report
    await io.clock.sleep(pause, io.interrupt).catch(() => undefined)
    if (io.interrupt.aborted) return report
  }
}
