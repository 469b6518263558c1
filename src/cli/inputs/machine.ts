import { openDurableLog } from "../../local/durableLog.js"
import type { Machine } from "../../local/machine.js"
import { localProcesses } from "../../local/processes.js"
import type { Io } from "../io.js"
import { type Asked, askSecret } from "../terminal/prompt.js"

/** The machine as the command's process has it: its files and clock, and its terminal to ask on. */
export function machineOf(io: Io): Machine {
  const { files, clock, env, stdin } = io
  return {
    ...{ files, clock, env, interactive: stdin.isTTY === true },
    processes: localProcesses(env),
    openLog: (path) => openDurableLog(io.path(path)),
    ask: (question) => askSecret(io, question, forLogIn(question)),
  }
}

/** What logging in asks for, in the question's own words: "Log-in password: ". */
function forLogIn(question: string): Asked {
  const what = question.replace(/:\s*$/, "").replace(/^[A-Z]/, (letter) => letter.toLowerCase())
  return {
    what: `the ${what}`,
    instead:
      "run it where there is one; elsewhere log in by an agent or a key, and let sudo ask for nothing (NOPASSWD)",
  }
}
