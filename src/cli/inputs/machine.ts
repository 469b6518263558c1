import { openDurableLog } from "../../local/durableLog.js"
import type { Machine } from "../../local/machine.js"
import { localProcesses } from "../../local/processes.js"
import type { Io } from "../io.js"
import { askSecret } from "../terminal/prompt.js"

/** The machine as the command's process has it: its files and clock, and its terminal to ask on. */
export function machineOf(io: Io): Machine {
  const { files, clock, env, stdin } = io
  return {
    ...{ files, clock, env, interactive: stdin.isTTY === true },
    processes: localProcesses(env),
    openLog: (path) => openDurableLog(io.path(path)),
    ask: (question) => askSecret(io, question),
  }
}
