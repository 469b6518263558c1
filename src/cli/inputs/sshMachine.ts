import type { SshMachine } from "../../local/sshSettings.js"
import type { Io } from "../io.js"
import { askSecret } from "../terminal/prompt.js"

/** What a log-in needs of the process that a command runs in. */
export function sshMachine(io: Io): SshMachine {
  const { files, env, stdin } = io
  return { files, env, ask: (question) => askSecret(io, question), interactive: stdin.isTTY === true }
}
