import { setMaxListeners } from "node:events"
import { exitCodes, ToolError } from "../errors.js"
import { processIo } from "./io.js"
import { runCommandLine } from "./program.js"
import { version } from "./version.js"

/** Runs one command line; resolves to the process's exit code and never throws. */
export async function main(argv: readonly string[]): Promise<number> {
  if (argv.length === 1 && (argv[0] === "--version" || argv[0] === "-V")) {
    process.stdout.write(`${version}\n`)
    return exitCodes.ok
  }
  const interruption = new AbortController()
  const hardInterruption = new AbortController()
  // Hosts and ports by the hundred listen to these two.
  setMaxListeners(0, interruption.signal, hardInterruption.signal)
  const onSignal = (): void => {
    const reason = new ToolError("cancelled", "interrupted")
    if (interruption.signal.aborted) hardInterruption.abort(reason)
    else interruption.abort(reason)
  }
  process.on("SIGINT", onSignal).on("SIGTERM", onSignal)
  try {
    return await runCommandLine(argv, processIo(interruption.signal, hardInterruption.signal))
  } finally {
    process.off("SIGINT", onSignal).off("SIGTERM", onSignal)
  }
}
