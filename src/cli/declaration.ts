import type { Command } from "commander"
import type { ExitCode } from "../errors.js"
import type { Io } from "./io.js"

/** What a command's declaration gets: how to hand over its exit code, and all others. */
export interface Registry {
  /** Wraps an action: what it resolves to becomes the exit code. */
  action<A extends unknown[]>(run: (io: Io, ...args: A) => Promise<ExitCode>): (...args: A) => Promise<void>
  /** Every command, declared anew: what completion and manual pages are made from. */
  everything(): Command
}

/**
 * Adds options, help and action to a command that has its name and description from `commands.ts`. It stays light: what
 * the command does is imported when it runs.
 */
export type Declaration = (command: Command, registry: Registry) => void
