import { setMaxListeners } from "node:events"
import { readFileSync } from "node:fs"
import { exitCodes, ToolError } from "../errors.js"
import { loadProgram } from "./compiled.js"
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
  const stops = ["SIGINT", "SIGTERM", "SIGHUP"] as const
  for (const stop of stops) process.on(stop, onSignal)
  // A reader that is gone (a closed pager or terminal) must not end a rollout half-way: results are lost, not servers.
  for (const stream of [process.stdout, process.stderr]) stream.on("error", unheard)
  try {
    // A version and a help never come here: all of this costs more than starting node does.
    const { processIo, runCommandLine } = loadProgram()
    return await runCommandLine(argv, processIo(interruption.signal, hardInterruption.signal))
  } finally {
    for (const stop of stops) process.off(stop, onSignal)
  }
}

function unheard(): void {
  // Whoever listened has left.
}

/** The build writes down what `--help` prints; without a build, or while it runs, commander says it. */
function writtenHelp(): string | undefined {
  try {
    return readFileSync(new URL("help.txt", import.meta.url), "utf8")
  } catch {
    return undefined
  }
}
