import { execFile } from "node:child_process"
import { readFile, readlink } from "node:fs/promises"
import { hostname } from "node:os"

/** One process, as far as its machine tells it from those that have had its number before, or will. */
export interface ProcessMark {
  /** As the machine is called. */
  readonly machine: string
  readonly pid: number
  /** Which start of which machine: Linux draws one at each. */
  readonly boot?: string
  /** Which numbers the pid is one of: a container has its own. */
  readonly pidNamespace?: string
  /** When the process started: on Linux in ticks from the machine's start, elsewhere as ps(1) writes it. */
  readonly started?: string
}

/** What the operating system says of its processes. */
export interface ProcessTable {
  readonly machine: string
  /** undefined where the system tells none. */
  boot(): Promise<string | undefined>
  pidNamespace(): Promise<string | undefined>
  /** `gone` where there is no such process, or nothing but its exit status is left of it; undefined where nobody says when it started. */
  started(pid: number): Promise<string | "gone" | undefined>
}

export type Standing = { readonly is: "running" | "gone" } | { readonly is: "unknown"; readonly why: string }

/** The namespace of a machine's own numbers (include/linux/proc_ns.h, PROC_PID_INIT_INO). */
const machineNamespace = "pid:[4026531836]"

export async function markOf(pid: number, table: ProcessTable = localTable): Promise<ProcessMark> {
  const [boot, pidNamespace, started] = await Promise.all([
    table.boot(),
    table.pidNamespace(),
    table.started(pid),
  ])
  return {
    ...{ machine: table.machine, pid },
    ...(boot === undefined ? {} : { boot }),
    ...(pidNamespace === undefined ? {} : { pidNamespace }),
    ...(started === undefined || started === "gone" ? {} : { started }),
  }
}

/** Whether a process still runs, as far as it can be told from here: earlier versions have written the number alone. */
export async function standingOf(mark: ProcessMark, table: ProcessTable = localTable): Promise<Standing> {
  const [boot, pidNamespace] = await Promise.all([table.boot(), table.pidNamespace()])
  const isThisBoot = mark.boot !== undefined && mark.boot === boot
  if (mark.machine !== table.machine && !isThisBoot) return unknown("it began on another machine")
  if (mark.boot !== undefined && !isThisBoot) {
    // Containers of several machines may be called alike, and share a folder.
    const areMachines = [mark.pidNamespace, pidNamespace].every((one) => one === machineNamespace)
    return areMachines
      ? { is: "gone" }
      : unknown("it began before a restart of this machine, or on another of its name")
  }
  if (mark.pidNamespace !== undefined && mark.pidNamespace !== pidNamespace)
    return unknown("it began in another container of this machine, or outside of this one")
  const started = await table.started(mark.pid)
  if (started === "gone") return { is: "gone" }
  if (started === undefined || mark.started === undefined) return { is: "running" }
  return { is: started === mark.started ? "running" : "gone" }
}

function unknown(why: string): Standing {
  return { is: "unknown", why }
}

/** This machine's: /proc on Linux, ps(1) elsewhere. */
export const localTable: ProcessTable = {
  machine: hostname(),
  boot: async () => (await quiet(readFile("/proc/sys/kernel/random/boot_id", "utf8")))?.trim(),
  pidNamespace: () => quiet(readlink("/proc/self/ns/pid")),
  async started(pid) {
    if (!exists(pid)) return "gone"
    const stat = await quiet(readFile(`/proc/${pid}/stat`, "utf8"))
    return stat === undefined ? startByPs(pid) : startIn(stat)
  },
}

/** proc(5): field 2 is the program's name in brackets, which may hold anything; 3 is the state, 22 the start. */
function startIn(stat: string): string | undefined {
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ")
  return fields[0] === "Z" || fields[0] === "X" ? "gone" : fields[22 - 3]
}

/** As ps(1) writes it; undefined without one. */
export function startByPs(pid: number): Promise<string | undefined> {
  const env = { PATH: process.env["PATH"], LC_ALL: "C", TZ: "UTC0" }
  return new Promise((resolve) => {
    execFile("ps", ["-o", "lstart=", "-p", String(pid)], { env, timeout: 5_000 }, (error, stdout) =>
      resolve(error === null && stdout.trim() !== "" ? stdout.trim().replace(/\s+/g, " ") : undefined),
    )
  })
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== "ESRCH"
  }
}

function quiet<T>(reading: Promise<T>): Promise<T | undefined> {
  return reading.catch(() => undefined)
}
