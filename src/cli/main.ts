import { setMaxListeners } from "node:events"
import { type ExitCode, exitCodes, ToolError } from "../errors.js"
import { fileError } from "../fileError.js"
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
  // What cannot be written must not end a rollout half-way: results are lost, not servers.
  let lost: NodeJS.ErrnoException | undefined
  process.stderr.on("error", () => undefined)
  process.stdout.on("error", (error) => {
    if (!isUnheard(error)) lost ??= error
  })
  const io = processIo(interruption.signal, hardInterruption.signal)
  // Nothing can go on from there, and Node would end with 1: the exit code of findings.
  process.on("uncaughtException", (error) => process.exit(report(error, io, argv.includes("--debug"))))
  try {
    const exitCode = await runCommandLine(argv, io)
    await allWritten(process.stdout)
    return lost === undefined ? exitCode : afterLoss(lost, argv.includes("--debug"))
  } finally {
    for (const stop of stops) process.off(stop, onSignal)
  }
}

/** Says that standard output did not take everything, unless nobody listens; returns the exit code. */
export function afterLoss(error: NodeJS.ErrnoException, debug = false): ExitCode {
  if (isUnheard(error)) return exitCodes.ok
  return report(fileError("write", "standard output", error), process, debug)
}

/** A closed pager or terminal: whoever listened has left. */
function isUnheard({ code }: NodeJS.ErrnoException): boolean {
  return code === "EPIPE" || code === "EIO" || code === "ERR_STREAM_DESTROYED"
}

/** Errors of a stream come after the write. */
function allWritten(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => {
    if (stream.destroyed) resolve()
    else stream.write("", () => setImmediate(resolve))
  })
}
