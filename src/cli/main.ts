import { setMaxListeners } from "node:events"
import { exitCodes, ToolError } from "../errors.js"
import { processIo } from "./io.js"
import { report, runCommandLine } from "./program.js"

/** Runs one command line; resolves to the process's exit code and never throws. */
export async function main(argv: readonly string[]): Promise<number> {
  const interruption = new AbortController()
  const hardInterruption = new AbortController()
  // Hosts and ports by the hundred listen to these two.
  setMaxListeners(0, interruption.signal, hardInterruption.signal)
  const onSignal = (): void => {
    const reason = new ToolError("cancelled", "interrupted")
    // Whatever did not hear the first two is not waited for.
    if (hardInterruption.signal.aborted) process.exit(exitCodes.interrupted)
    if (interruption.signal.aborted) hardInterruption.abort(reason)
    else interruption.abort(reason)
  }
  const stops = ["SIGINT", "SIGTERM", "SIGHUP"] as const
  for (const stop of stops) process.on(stop, onSignal)
  // A reader that is gone (a closed pager or terminal) must not end a rollout half-way: results are lost, not servers.
  for (const stream of [process.stdout, process.stderr]) stream.on("error", unheard)
  const io = processIo(interruption.signal, hardInterruption.signal)
  // Nothing can go on from there, and Node would end with 1: the exit code of findings.
  process.on("uncaughtException", (error) => process.exit(report(error, io, argv.includes("--debug"))))
  try {
    return await runCommandLine(argv, io)
  } finally {
    for (const stop of stops) process.off(stop, onSignal)
  }
}

function unheard(): void {
  // Whoever listened has left.
}
