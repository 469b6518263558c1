import { ToolError } from "../errors.js"
import type { AskSecret, Clock, Files, OpenLog } from "../ports.js"
import { systemClock } from "./clock.js"
import { openDurableLog } from "./durableLog.js"
import { localFiles } from "./files.js"
import { localProcesses } from "./processes.js"
import type { SshMachine } from "./sshSettings.js"

/** The doors of a machine that the library's work goes through. */
export interface Machine extends SshMachine {
  readonly files: Files
  readonly clock: Clock
  readonly openLog: OpenLog
}

/**
 * This machine: its files by paths from the working directory, its clock, its user's SSH settings.
 *
 * @param ask how to ask for a password or passphrase; without it nobody is asked
 */
export function thisMachine(ask?: AskSecret): Machine {
  return {
    files: localFiles,
    clock: systemClock,
    openLog: openDurableLog,
    env: process.env,
    processes: localProcesses(process.env),
    ask: ask ?? nobodyThere,
    interactive: ask !== undefined,
  }
}

function nobodyThere(): Promise<never> {
  return Promise.reject(
    new ToolError("passphrase", "there is nobody to ask", { hint: "hand in a function that asks" }),
  )
}
