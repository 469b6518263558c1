import { ToolError } from "../errors.js"
import { frameOf, saidInstead } from "./frame.js"
import { scriptCommand } from "./script.js"
import type { ExecResult } from "./session.js"

/** Who a command line is read for: the log-in user's shell, and that of the user whom `su` becomes. */
export interface ShellOf {
  readonly host: string
  readonly loginUser: string
  /** Whom `su` or `sudo` becomes; the log-in user itself unless given. */
  readonly user?: string
  readonly by?: "su" | "sudo"
}

/** One line without anything that shells read differently, in which every one of them starts the same program. */
const whichShell = { name: "which-shell", text: 'echo "$SHELL"' } as const

/** Has a word of every kind that our lines are made of, for a shell of which nothing is known. */
const quotes = { name: "quotes", text: 'echo "$1"' } as const
const trial = "=a 'b' \\ !c\n$d %e"

/** They read our lines otherwise than a POSIX shell: quotes, backslashes, line ends. */
const foreign: ReadonlySet<string> = new Set([
  ...["csh", "tcsh", "bsd-csh", "fish", "nu", "xonsh", "elvish", "pwsh", "rc", "es", "ion"],
])
const posix: ReadonlySet<string> = new Set([
  ...["sh", "bash", "dash", "ash", "ksh", "ksh93", "mksh", "lksh", "pdksh", "zsh", "yash", "posh", "busybox"],
])

/**
 * Finds out, before anything else is sent, whether the shell that will read our lines is one that we can write for.
 *
 * @param run runs argv through that shell
 * @throws ToolError `ssh-shell`
 */
export async function requirePosixShell(
  of: ShellOf,
  run: (argv: readonly string[]) => Promise<ExecResult>,
): Promise<void> {
  const asked = await ask(of, run, scriptCommand(whichShell, { args: [] }).argv)
  const shell = asked.trim()
  const name = shell.split("/").at(-1) ?? ""
  if (foreign.has(name)) throw notPosix(of, shell)
  if (name === "" || posix.has(name)) return
  const echoed = await ask(of, run, scriptCommand(quotes, { args: [trial] }).argv)
  if (echoed !== `${trial}\n`) throw notPosix(of, shell)
}

async function ask(
  of: ShellOf,
  run: (argv: readonly string[]) => Promise<ExecResult>,
  argv: readonly string[],
): Promise<string> {
  const frame = frameOf(argv)
  const result = await run(frame.argv)
  const own = frame.own(result)
  if (own === undefined) throw noShell(of, result)
  return own.stdout
}

/** For a command of which the host ran something else, or nothing. */
export function noShell({ host, loginUser, user, by = "su" }: ShellOf, result: ExecResult): ToolError {
  const said = saidInstead(result)
  const end = result.status === undefined ? "" : ` (exit status ${result.status})`
  const instead = said === "" ? `it said nothing${end}` : `it said: ${said}`
  const what =
    user === undefined
      ? `${loginUser} logs in, but no command of ours runs`
      : `${loginUser} logs in, but no command of ours runs as ${user}`
  return new ToolError("ssh-shell", `${host}: ${what}; ${instead}`, {
    hint:
      user === undefined
        ? `its log-in shell or sshd's ForceCommand does not let it: choose another user under ssh.user in fleet.yaml`
        : `try it on the host as ${loginUser}: ${by === "su" ? `su - ${user} -c true` : `sudo -u ${user} /bin/sh -c true`}`,
  })
}

function notPosix({ host, loginUser, user = loginUser }: ShellOf, shell: string): ToolError {
  return new ToolError(
    "ssh-shell",
    `${host}: the log-in shell of ${user} is ${shell}, which is no POSIX shell`,
    {
      hint: `nothing else was sent to it; give ${user} a POSIX shell (usermod -s /bin/bash ${user}), or log in as another user (ssh.user)`,
    },
  )
}
