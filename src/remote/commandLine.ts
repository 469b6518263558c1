import { quoteArgv } from "./quote.js"
import type { RemoteCommand } from "./session.js"

/** How a log-in user becomes another one: root by `su`, anyone else by `sudo`. */
export type BecomeWay = "none" | "su" | "sudo" | "sudo-password"

export function wayTo(loginUser: string, user: string | undefined): BecomeWay {
  if (user === undefined || user === loginUser) return "none"
  return loginUser === "root" ? "su" : "sudo"
}

/**
 * The line that a log-in shell runs for a command. `su -` gives the target user's own folder and PATH:
 * without the dash the working folder stays root's, which the user may not enter.
 */
export function commandLine(command: RemoteCommand, elevation: BecomeWay): string {
  const line = quoteArgv(command.argv)
  const user = command.user ?? ""
  if (elevation === "su") return quoteArgv(["su", "-", user, "-c", line])
  if (elevation === "sudo") return quoteArgv(["sudo", "-n", "-H", "-u", user, "--", ...command.argv])
  if (elevation === "sudo-password")
    return quoteArgv(["sudo", "-k", "-S", "-p", "", "-H", "-u", user, "--", ...command.argv])
  return line
}
