import { setMaxListeners } from "node:events"
import { readFileSync } from "node:fs"
import { exitCodes, ToolError } from "../errors.js"
import { loadProgram } from "./loadProgram.js"
import { version } from "./version.js"

/** Runs one command line; resolves to the process's exit code and never throws. */
export async function main(argv: readonly string[]): Promise<number> {
  if (argv.length === 1 && (argv[0] === "--version" || argv[0] === "-V")) {
    process.stdout.write(`${version}\n`)
    return exitCodes.ok
  }
  if (argv.length === 1 && (argv[0] === "--help" || argv[0] === "-h")) {
    const help = writtenHelp()
    if (help !== undefined) {
      process.stdout.write(help)
      return exitCodes.ok
    }
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
    // A version and a help never come here: all of this costs more than starting node does.
    const { processIo, runCommandLine } = loadProgram()
    return await runCommandLine(argv, processIo(interruption.signal, hardInterruption.signal))
  } finally {
    process.off("SIGINT", onSignal).off("SIGTERM", onSignal)
  }
}

/** The build writes down what `--help` prints; without a build, or while it runs, commander says it. */
function writtenHelp(): string | undefined {
  try {
    return readFileSync(new URL("help.txt", import.meta.url), "utf8")
  } catch {
    return undefined
  }
}
