import { dirname, join } from "node:path"
import { ToolError } from "../errors.js"
import type { Clock, Files } from "../ports.js"
import { markOf, type ProcessMark, type ProcessTable, standingOf } from "./processMark.js"

/** Where the lock lies, and whose it is. */
export interface LockPlace {
  readonly files: Files
  readonly clock: Clock
  /** The fleet.yaml that no second one may work with. */
  readonly fleetFile: string
  /** What is kept from running twice; a rollout unless given. Each kind has a lock of its own. */
  readonly work?: "rollout" | "order"
  /** Whom the system knows; this machine's unless given. */
  readonly table?: ProcessTable
}

export interface LockRequest {
  readonly id: string
  readonly holder: string
  /** Takes over a lock on purpose. */
  readonly force: boolean
}

interface Lock extends ProcessMark {
  readonly id: string
  readonly holder: string
  readonly since: string
}

const lockNames = { rollout: ".certfleet.lock", order: ".certfleet-order.lock" } as const
const workNames = { rollout: "rollout", order: "order or renewal" } as const

/**
 * Keeps a second rollout, or order, of the same fleet.yaml out. A lock whose process is gone is no lock any more, whoever has
 * its number now; one of another machine or container can only be broken on purpose.
 *
 * @returns what gives the lock back
 * @throws ToolError `locked`
 */
export async function takeFleetLock(
  { files, clock, fleetFile, work = "rollout", table }: LockPlace,
  { id, holder, force }: LockRequest,
): Promise<() => Promise<void>> {
  const path = join(dirname(fleetFile), lockNames[work])
  const since = new Date(clock.now()).toISOString()
  const lock: Lock = { id, holder, ...(await markOf(process.pid, table)), since }
  const text = `${JSON.stringify(lock)}\n`
  const take = (): Promise<void> => files.create(path, text, { mode: 0o600 })
  try {
    await take()
  } catch (error) {
    if (!isTaken(error)) throw error
    const refuse = (): Promise<void> =>
      force ? Promise.resolve() : refuseHeld(files, path, { work: workNames[work], table })
    await refuse()
    await replaceLock(files, path, { text, refuse, take })
  }
  // Who broke this lock has one of its own there.
  return async () => {
    if ((await textOf(files, path)) === text) await files.remove(path)
  }
}

/** Whether somebody holds the lock of this fleet.yaml whose process is not known to be gone. */
export async function isFleetHeld({
  files,
  fleetFile,
  work = "rollout",
  table,
}: Omit<LockPlace, "clock">): Promise<boolean> {
  const text = await textOf(files, join(dirname(fleetFile), lockNames[work]))
  const held = text === undefined ? undefined : lockIn(text)
  return text !== undefined && (held === undefined || (await standingOf(held, table)).is !== "gone")
}

/** One start at a time takes over a lock: the next one must find the first one's, not the old one. */
async function replaceLock(
  files: Files,
  path: string,
  {
    text,
    refuse,
    take,
  }: { readonly text: string; readonly refuse: () => Promise<void>; readonly take: () => Promise<void> },
): Promise<void> {
  const guard = `${path}.break`
  const overtaken = (hint: string) => (error: unknown) => {
    if (!isTaken(error)) throw error
    throw new ToolError("locked", "another start is just taking over the lock of this fleet", { hint })
  }
  await files
    .create(guard, text, { mode: 0o600 })
    .catch(overtaken(`run again; if that start is no more, remove ${guard}`))
  try {
    await refuse()
    await files.remove(path)
    // Who starts right now finds no lock at all, and asks for no guard.
    await take().catch(overtaken("run again"))
  } finally {
    await files.remove(guard)
  }
}

/** @throws ToolError `locked` for a lock that is no stale one, or cannot be read */
async function refuseHeld(
  files: Files,
  path: string,
  { work, table }: { readonly work: string; readonly table: ProcessTable | undefined },
): Promise<void> {
  const text = await textOf(files, path)
  if (text === undefined) return
  const held = lockIn(text)
  if (held === undefined)
    throw new ToolError("locked", `${path} is no lock that can be read: another ${work} may be running`, {
      hint: "if you are sure that none is: --break-lock",
    })
  const standing = await standingOf(held, table)
  if (standing.is !== "gone") throw lockedBy(held, work, standing.is === "unknown" ? standing.why : undefined)
}

function isTaken(error: unknown): boolean {
  return error instanceof ToolError && error.code === "exists"
}

/** undefined when there is none. */
async function textOf(files: Files, path: string): Promise<string | undefined> {
  try {
    return new TextDecoder().decode(await files.read(path))
  } catch (error) {
    if (error instanceof ToolError && error.code === "not-found") return undefined
    throw error
  }
}

function lockIn(text: string): Lock | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === "object" && value !== null && "pid" in value ? (value as Lock) : undefined
  } catch {
    return undefined
  }
}

/** @param why what keeps from knowing whether it runs */
function lockedBy({ holder, id, since, machine, pid }: Lock, work: string, why?: string): ToolError {
  const who = `${holder}, ${id}, since ${since} (process ${pid} on ${machine})`
  return why === undefined
    ? new ToolError("locked", `another ${work} of this fleet is running: ${who}`, {
        hint: "wait for it; if you are sure that it is over: --break-lock",
      })
    : new ToolError("locked", `another ${work} of this fleet may be running: ${who}`, {
        hint: `${why}: look there; if it is over: --break-lock`,
      })
}
