import { resolve } from "node:path"
import type { Readable, Writable } from "node:stream"
import { systemClock } from "../local/clock.js"
import { filesIn } from "../local/files.js"
import type { Clock, Files } from "../ports.js"

/** How much is said on stderr beside errors and warnings. */
export type Verbosity = "quiet" | "usual" | "verbose"

/** Everything a command may touch of the process it runs in, and how much it is to say. */
export interface Io extends Surroundings {
  readonly verbosity: Verbosity
}

/** The process that a command runs in; tests hand in their own. */
export interface Surroundings {
  readonly stdin: Readable & { readonly isTTY?: boolean }
  readonly stdout: Writable & { readonly isTTY?: boolean; readonly columns?: number; readonly rows?: number }
  readonly stderr: Writable & { readonly isTTY?: boolean; readonly columns?: number; readonly rows?: number }
  readonly env: Readonly<Record<string, string | undefined>>
  readonly cwd: string
  /** Where a path that the user wrote leads. */
  path(name: string): string
  /** Relative paths are meant from `cwd`. */
  readonly files: Files
  readonly clock: Clock
  /** Aborts on the first Ctrl-C or SIGTERM; its reason is a ToolError `cancelled`. */
  readonly interrupt: AbortSignal
  /** Aborts on the second one: whatever still runs stops at once. The third one ends the process. */
  readonly hardInterrupt: AbortSignal
}

export function processIo(interrupt: AbortSignal, hardInterrupt: AbortSignal): Surroundings {
  const cwd = process.cwd()
  return {
    // Opening it takes longer than most commands' work; few read it.
    get stdin() {
      return process.stdin
    },
    stdout: process.stdout,
    stderr: process.stderr,
    env: process.env,
    cwd,
    path: (name) => resolve(cwd, name),
    files: filesIn(cwd, undefined, interrupt),
    clock: systemClock,
    interrupt,
    hardInterrupt,
  }
}

/** The same, for a command that is to say so much. Nothing is read from it: opening standard input takes a while. */
export function withVerbosity(around: Surroundings, verbosity: Verbosity): Io {
  return Object.defineProperties({} as Io, {
    ...Object.getOwnPropertyDescriptors(around),
    verbosity: { value: verbosity, enumerable: true },
  })
}
