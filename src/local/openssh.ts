import { join } from "node:path"
import { endText, type Files, type Processes } from "../ports.js"
import { effectiveSettings } from "../remote/sshConfig/effective.js"
import type { Question, RawSettings } from "../remote/sshConfig/reading.js"
import type { LocalUser } from "./sshHome.js"

/** A `Match exec` may ask a network that does not answer. */
const askMs = 10_000

/** POSIX: what a shell ends with where there is no such program. */
const notFound = 127

export type Asked =
  | { readonly ok: true; readonly values: RawSettings }
  /** Why there is no answer; undefined where OpenSSH is not installed. */
  | { readonly ok: false; readonly problem: string | undefined }

/** OpenSSH's own reading of ssh_config(5), which is the standard: `ssh -G`, which connects nowhere. */
export async function askOpenssh(
  processes: Pick<Processes, "run">,
  files: Pick<Files, "read">,
  local: LocalUser,
  { host, given = {} }: Question,
): Promise<Asked> {
  const { user, port, hostName } = given
  const own = local.home === local.databaseHome ? undefined : await ownFile(files, local)
  const options = [
    ...(user === undefined ? [] : ["-l", user]),
    ...(port === undefined ? [] : ["-p", String(port)]),
    ...(hostName === undefined ? [] : ["-o", `HostName=${hostName.replaceAll("%", "%%")}`]),
    ...(own === undefined ? [] : ["-F", "/dev/stdin"]),
  ]
  const argv = ["ssh", "-G", ...options, "--", host]
  const limits = { timeoutMs: askMs }
  const ended =
    own === undefined
      ? await processes.run(argv, limits)
      : // Node's own pipes are sockets, which cannot be opened by name; a shell's can.
        await processes.run(["/bin/sh", "-c", 'cat | "$@"', "sh", ...argv], { ...limits, input: own })
  if (ended === undefined || ended.status === notFound) return { ok: false, problem: undefined }
  if (ended.status === 0)
    return { ok: true, values: effectiveSettings(ended.stdout, { host, home: local.databaseHome }) }
  const said = ended.stderr
    .trim()
    .split(/\r?\n/)
    .filter((line) => !/^Pseudo-terminal/.test(line))
  const problem = ended.timedOut === true ? `no answer within ${askMs / 1000} s` : said[0]
  return { ok: false, problem: problem ?? `ssh -G ${endText(ended, askMs)}` }
}

/**
 * OpenSSH reads the home of the user database, not HOME's. Where they differ, HOME's file is handed over instead, with
 * its Include lines made absolute, and the system's after it, as `-F` would leave that out.
 */
async function ownFile(files: Pick<Files, "read">, { home, places }: LocalUser): Promise<string> {
  const text = await files.read(join(home, ".ssh/config")).then(
    (bytes) => new TextDecoder().decode(bytes),
    () => "",
  )
  const absolute = text.replace(/^([ \t]*include[ \t=]+)(.*)$/gim, (_, keyword: string, patterns: string) => {
    const each = patterns.match(/"[^"]*"|\S+/g) ?? []
    return keyword + each.map((one) => absolutePattern(one, home)).join(" ")
  })
  return `${absolute}\nHost *\nInclude ${join(places.systemFolder, "ssh_config")}\n`
}

function absolutePattern(pattern: string, home: string): string {
  const bare = pattern.replace(/^"(.*)"$/, "$1")
  const path = bare.startsWith("/")
    ? bare
    : bare.startsWith("~/")
      ? join(home, bare.slice(2))
      : join(home, ".ssh", bare)
  return `"${path}"`
}
