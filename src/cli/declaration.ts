import type { Command } from "commander"
import type { ExitCode } from "../errors.js"
import type { Io } from "./io.js"

/** What a command's declaration gets: where to hang itself, and how to hand over its exit code. */
export interface Registry {
  readonly program: Command
  /** Wraps an action: what it resolves to becomes the exit code. */
  action<A extends unknown[]>(run: (io: Io, ...args: A) => Promise<ExitCode>): (...args: A) => Promise<void>
  /** Every command, declared anew: what completion and manual pages are made from. */
  everything(): Command
}

/** A declaration stays light (options and help only); it imports its work when it runs. */
export type Declaration = (registry: Registry) => void
