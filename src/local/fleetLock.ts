import { hostname } from "node:os"
import { dirname, join } from "node:path"
import { ToolError } from "../errors.js"
import type { Clock, Files } from "../ports.js"

/** Where the lock lies, and whose it is. */
export interface LockPlace {
  readonly files: Files
  readonly clock: Clock
  /** The fleet.yaml that no second rollout may work with. */
  readonly fleetFile: string
}

export interface LockRequest {
  readonly id: string
  readonly holder: string
  /** Takes over a lock on purpose. */
  readonly force: boolean
}

interface Lock {
  readonly id: string
  readonly holder: string
  readonly machine: string
  readonly pid: number
  readonly since: string
}

/**
 * Keeps a second rollout of the same fleet.yaml out. A lock whose process is gone is no lock any more; one
 * of another machine can only be broken on purpose.
 *
 * @returns what gives the lock back
 * @throws ToolError `locked`
 */
export async function takeFleetLock(
  { files, clock, fleetFile }: LockPlace,
  { id, holder, force }: LockRequest,
): Promise<() => Promise<void>> {
  const path = join(dirname(fleetFile), ".certfleet.lock")
  const lock: Lock = {
    id,
    holder,
    machine: hostname(),
    pid: process.pid,
    since: new Date(clock.now()).toISOString(),
  }
  const take = (): Promise<void> => files.create(path, `${JSON.stringify(lock)}\n`, { mode: 0o600 })
  try {
    await take()
  } catch (error) {
    if (!(error instanceof ToolError) || error.code !== "exists") throw error
    const held = await readLock(files, path)
    if (!force && held !== undefined && !isStale(held)) throw lockedBy(held)
    await files.remove(path)
    await take()
  }
  return () => files.remove(path)
}

async function readLock(files: Files, path: string): Promise<Lock | undefined> {
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(await files.read(path)))
    return typeof value === "object" && value !== null && "pid" in value ? (value as Lock) : undefined
  } catch {
    return undefined
  }
}

function isStale({ machine, pid }: Lock): boolean {
  if (machine !== hostname()) return false
  try {
    process.kill(pid, 0)
    return false
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ESRCH"
  }
}

function lockedBy({ holder, id, since, machine, pid }: Lock): ToolError {
  return new ToolError(
    "locked",
    `another rollout of this fleet is running: ${holder}, ${id}, since ${since} (process ${pid} on ${machine})`,
    {
      hint: "wait for it; if you are sure that it is over: --break-lock",
    },
  )
}
