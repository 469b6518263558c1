/** Programs with a time limit, ended with all that they started. */
import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { buffer } from "node:stream/consumers"

export interface Ended {
  /** "timeout" where the limit was reached, "stopped" where the signal came. */
  readonly exit: number | "timeout" | "stopped"
  readonly stdout: string
}

export interface Limits {
  readonly cwd: string
  readonly timeoutMs: number
  readonly signal: AbortSignal
}

/** Runs a program of Node. */
export async function runNode(argv: readonly string[], { cwd, timeoutMs, signal }: Limits): Promise<Ended> {
  const timeout = AbortSignal.timeout(timeoutMs)
  const either = AbortSignal.any([timeout, signal])
  // A group of its own: test runners start workers, and those what they test.
  const child = spawn(process.execPath, argv, {
    cwd,
    detached: true,
    stdio: ["ignore", "pipe", "ignore"],
    env: { ...process.env, NO_COLOR: "1" },
  })
  const end = (): void => endGroup(child)
  either.addEventListener("abort", end)
  if (either.aborted) end()
  const [stdout, [status]] = await Promise.all([buffer(child.stdout), once(child, "close")])
  either.removeEventListener("abort", end)
  const cut = signal.aborted ? "stopped" : timeout.aborted ? "timeout" : undefined
  return { exit: cut ?? (typeof status === "number" ? status : 1), stdout: stdout.toString() }
}

function endGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return
  try {
    process.kill(-pid, "SIGKILL")
  } catch {
    // Ended by itself meanwhile.
  }
}
