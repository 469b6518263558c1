import { ToolError } from "./errors.js"

/** What ends a question that was called off: the signal's own reason where that is an error of the tool's. */
export function cancelledBy({ reason }: AbortSignal, what: string): ToolError {
  return reason instanceof ToolError
    ? reason
    : new ToolError("cancelled", `${what}: interrupted`, { cause: reason })
}

interface Sleeper {
  sleep(ms: number, signal?: AbortSignal): Promise<void>
}

/** @throws ToolError `cancelled`, whatever the clock's own way of ending a sleep is */
export async function pause(clock: Sleeper, ms: number, what: string, signal?: AbortSignal): Promise<void> {
  try {
    await clock.sleep(ms, signal)
  } catch (error) {
    throw signal?.aborted === true ? cancelledBy(signal, what) : error
  }
}
