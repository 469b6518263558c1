import { existsSync } from "node:fs"
import { writeFile } from "node:fs/promises"
import { dirname, join } from "node:path"
import { certfleet, program } from "./certfleet.js"
import { type CommandResult, runProgram } from "./client.js"

/** Why no playbook can be run here; undefined where one can. */
export function whyNoAnsible(): string | undefined {
  const missing = ["/usr/bin/ansible-playbook", "/usr/bin/ansible-lint", "/usr/bin/sudo"]
  return missing.filter((file) => !existsSync(file)).map((file) => `needs ${file}`)[0]
}

/** What ansible-playbook counted on a server. */
export type Recap = Readonly<Record<string, number>>

export interface PlaybookRun extends CommandResult {
  readonly recap: ReadonlyMap<string, Recap>
  /** What the last play tells of each server: its name, then how it ended and why. */
  readonly ends: ReadonlyMap<string, string>
}

/** The vault password's file beside the playbook that `exportPlaybook` writes. */
const passwordFile = "vault-password"

/** What a play has come to so far, beside the playbook. */
export const playLog = "play.log"

/** Writes the rollout of a folder as a playbook; returns where it is. */
export async function exportPlaybook(
  cwd: string,
  dir: string,
  words: readonly string[] = [],
): Promise<string> {
  await writeFile(join(cwd, passwordFile), "a password of the vault\n", { mode: 0o600 })
  const out = join(cwd, "playbook")
  const run = await certfleet(
    ["rollout", dir, "--export", "ansible", "--out", out, "--vault-password-file", passwordFile, ...words],
    cwd,
  )
  if (run.status !== 0) throw new Error(run.stdout + run.stderr)
  return out
}

export function lint(playbook: string): Promise<CommandResult> {
  return runProgram(
    "/usr/bin/ansible-lint",
    ["--offline", "--nocolor", "--profile", "production"],
    settings(playbook),
  )
}

/** Runs a playbook as its README says, with the certfleet that is built here. */
export async function play(playbook: string, words: readonly string[] = []): Promise<PlaybookRun> {
  const variables = {
    certfleet_command: [process.execPath, program],
    ansible_python_interpreter: "/usr/bin/python3",
  }
  const run = await runProgram(
    "/usr/bin/ansible-playbook",
    [
      "rollout.yml",
      "--vault-password-file",
      join("..", passwordFile),
      "-e",
      JSON.stringify(variables),
      ...words,
    ],
    settings(playbook),
  )
  return { ...run, recap: recapIn(run.stdout), ends: endsIn(run.stdout) }
}

/** Nobody's own settings count, and what Ansible keeps is below the home. */
function settings(playbook: string): { readonly cwd: string; readonly env: NodeJS.ProcessEnv } {
  const home = dirname(playbook)
  return {
    cwd: playbook,
    env: {
      ...{ PATH: "/usr/bin:/bin:/usr/sbin:/sbin", HOME: home, USER: "tester", LC_ALL: "C.UTF-8" },
      ...{ ANSIBLE_NOCOLOR: "1", ANSIBLE_LOG_PATH: join(home, playLog) },
      // A connection that is kept open must not outlive the test by long.
      ANSIBLE_SSH_ARGS: "-F none -o ControlMaster=auto -o ControlPersist=5s",
    },
  }
}

function recapIn(stdout: string): ReadonlyMap<string, Recap> {
  const lines = stdout.slice(stdout.lastIndexOf("PLAY RECAP")).split("\n").slice(1)
  return new Map(
    lines.flatMap((line) => {
      const [, host, counts = ""] = /^(\S+)\s+: (.*)$/.exec(line) ?? []
      if (host === undefined) return []
      const pairs = [...counts.matchAll(/(\w+)=(\d+)/g)].map(([, name, count]) => [name, Number(count)])
      return [[host, Object.fromEntries(pairs) as Recap] as const]
    }),
  )
}

function endsIn(stdout: string): ReadonlyMap<string, string> {
  const told = stdout.slice(stdout.indexOf("Tell how each server ended"))
  return new Map(
    [...told.matchAll(/^ {8}"(\S+?): (.*?)",?$/gm)].map(([, host = "", text = ""]) => [host, text] as const),
  )
}
