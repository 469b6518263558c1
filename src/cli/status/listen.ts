import { type ExitCode, exitCodes } from "../../errors.js"
import { metricsServer } from "../../local/metricsServer.js"
import type { Io } from "../io.js"
import { note } from "../terminal/voice.js"
import { listenAddress } from "./options.js"

export interface Metrics {
  readonly everyMs: number
  readonly text: () => Promise<string>
}

/** Serves what the last look gave, and looks again by the interval, until somebody interrupts. */
export async function listen(io: Io, where: string, { everyMs, text }: Metrics): Promise<ExitCode> {
  const address = listenAddress(where)
  let last = await text()
  if (io.interrupt.aborted) return exitCodes.interrupted
  const server = await metricsServer(address, () => last)
  note(io, `certfleet: metrics at ${server.url}`)
  try {
    while (!io.interrupt.aborted) {
      await io.clock.sleep(everyMs, io.interrupt).catch(() => undefined)
      const next = io.interrupt.aborted ? last : await text()
      // One that was interrupted knows nothing of what it did not come to.
      if (!io.interrupt.aborted) last = next
    }
  } finally {
    await server.close()
  }
  return exitCodes.interrupted
}
