import { type ChildProcess, spawn } from "node:child_process"
import { existsSync, readFileSync } from "node:fs"
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { setTimeout as delay } from "node:timers/promises"
import { runProgram } from "../e2e/client.js"
import { freePorts, greets } from "../e2e/ports.js"

/*
 * One real sshd on loopback with users of its own, in a mount namespace: for what a log-in meets (shells, banners, keys,
 * limits, forwarding). Unlike test/e2e's hosts it has no Zimbra. Ends with this process.
 */

export interface SshdUser {
  readonly name: string
  readonly shell?: string
  /** Files of the home, by name. */
  readonly home?: Readonly<Record<string, string>>
}

export interface PlainSshdOptions {
  readonly users?: readonly SshdUser[]
  /** More lines of sshd_config. */
  readonly config?: string
  /** Lines of authorized_keys, good for every user. */
  readonly authorized?: readonly string[]
  /** What /run/nologin says, as while a host boots; PAM looks at it. */
  readonly nologin?: string
  /** Already taken for it; one that is free unless given. */
  readonly port?: number
}

export interface PlainSshd {
  readonly port: number
  readonly folder: string
  /** Its host key, as a `.pub` file has it. */
  readonly hostKey: string
  /** A line of known_hosts for it under a name. */
  line(name: string): string
  /** What sshd has logged, at LogLevel DEBUG1. */
  log(): string
  stop(): Promise<void>
}

/** Why these tests cannot run here; undefined where they can. */
export function whyNoSshd(): string | undefined {
  if (process.platform !== "linux") return "needs Linux namespaces"
  if (process.getuid?.() !== 0) return "needs root"
  const programs = ["/usr/sbin/sshd", "/usr/bin/ssh", "/usr/bin/ssh-keygen", "/usr/bin/unshare"]
  return programs.filter((file) => !existsSync(file)).map((file) => `needs ${file}`)[0]
}

const firstId = 47_400

export async function startPlainSshd(options: PlainSshdOptions): Promise<PlainSshd> {
  const { users = [], config = "", authorized = [] } = options
  const folder = await mkdtemp("/var/tmp/certfleet-plain-")
  await chmod(folder, 0o755)
  const [free = 0] = options.port === undefined ? await freePorts(1) : [options.port]
  await writeUsers(folder, users)
  await runProgram("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", join(folder, "host")])
  await writeFile(join(folder, "authorized"), `${authorized.join("\n")}\n`, { mode: 0o644 })
  await writeFile(
    join(folder, "sshd_config"),
    `${config}
ListenAddress 127.0.0.1:${free}
HostKey ${folder}/host
AuthorizedKeysFile ${folder}/authorized
PidFile none
UsePAM no
StrictModes no
PermitRootLogin yes
LogLevel DEBUG1
Subsystem sftp internal-sftp
`,
  )
  if (options.nologin !== undefined) await writeFile(join(folder, "nologin"), options.nologin)
  const child = spawn(
    "setpriv",
    [
      ...["--pdeathsig", "KILL", "unshare", "--mount", "--pid", "--fork", "--mount-proc"],
      ...["--kill-child=KILL", "sh", "-c", boot, "sh", folder],
    ],
    { env: { PATH: "/usr/sbin:/usr/bin:/sbin:/bin" }, stdio: ["ignore", "ignore", "inherit"] },
  )
  const log = (): string => readFileSync(join(folder, "log"), "utf8")
  const stop = (): Promise<void> => end(child, folder)
  const limit = performance.now() + 20_000
  while (!(await greets(free))) {
    if (performance.now() > limit || child.exitCode !== null) {
      const said = existsSync(join(folder, "log")) ? log() : ""
      await stop()
      throw new Error(`sshd did not start: ${said}`)
    }
    await delay(15)
  }
  const hostKey = (await readFile(join(folder, "host.pub"), "utf8")).trim()
  return { port: free, folder, hostKey, line: (name) => `[${name}]:${free} ${hostKey}`, log, stop }
}

const boot = `set -e
mount --make-rprivate /
for name in passwd group shadow; do mount --bind "$1/$name" /etc/$name; done
mount -t tmpfs -o mode=755 tmpfs /run
mkdir /run/sshd
[ ! -e "$1/nologin" ] || cp "$1/nologin" /run/nologin
exec /usr/sbin/sshd -D -e -f "$1/sshd_config" > "$1/log" 2>&1 < /dev/null`

async function end(child: ChildProcess, folder: string): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) {
    const gone = new Promise((resolve) => child.once("exit", resolve))
    child.kill("SIGKILL")
    await gone
  }
  await rm(folder, { recursive: true, force: true, maxRetries: 10 })
}

/** This machine's users and these; root gets a home and a shell of its own, too, where it is among them. */
async function writeUsers(folder: string, users: readonly SshdUser[]): Promise<void> {
  const named = new Set(users.map(({ name }) => name))
  const without = async (file: string): Promise<string[]> =>
    (await readFile(`/etc/${file}`, "utf8")).split("\n").filter((line) => {
      const [name = ""] = line.split(":")
      return name !== "" && !named.has(name)
    })
  const own = users.map((user, index) => ({
    shell: "/bin/sh",
    ...user,
    id: user.name === "root" ? 0 : firstId + index,
    path: join(folder, "home", user.name),
  }))
  for (const { path, home = {}, id } of own) {
    await mkdir(path, { recursive: true })
    for (const [name, text] of Object.entries(home)) await writeFile(join(path, name), text, { mode: 0o755 })
    await runProgram("chown", ["-R", `${id}:${id}`, path])
  }
  const write = async (file: string, lines: readonly string[], mode: number): Promise<void> =>
    writeFile(join(folder, file), `${[...(await without(file)), ...lines].join("\n")}\n`, { mode })
  const entries = own.map(({ name, id, path, shell }) => `${name}:x:${id}:${id}::${path}:${shell}`)
  await write("passwd", entries, 0o644)
  await write(
    "group",
    own.map(({ name, id }) => `${name}:x:${id}:`),
    0o644,
  )
  await write(
    "shadow",
    own.map(({ name }) => `${name}:*:20000:0:99999:7:::`),
    0o600,
  )
}

export interface KeyFile {
  readonly file: string
  readonly public: string
  /** `SHA256:…`, as sshd logs it. */
  readonly fingerprint: string
}

/** A key by ssh-keygen. */
export async function keyFile(file: string, ...args: readonly string[]): Promise<KeyFile> {
  const kind = args.includes("-t") ? [] : ["-t", "ed25519"]
  const passphrase = args.includes("-N") ? [] : ["-N", ""]
  const made = await runProgram("ssh-keygen", ["-q", ...kind, ...passphrase, "-f", file, ...args])
  if (made.status !== 0) throw new Error(made.stderr)
  const { stdout } = await runProgram("ssh-keygen", ["-l", "-f", `${file}.pub`])
  return {
    file,
    public: (await readFile(`${file}.pub`, "utf8")).trim(),
    fingerprint: stdout.split(" ")[1] ?? "",
  }
}

/** Who has logged in, as sshd saw it: user and key, in order. */
export function logins(log: string): { readonly user: string; readonly key: string }[] {
  return [...log.matchAll(/^Accepted publickey for (\S+) from .*(SHA256:\S+)$/gm)].map(
    ([, user = "", key = ""]) => ({ user, key }),
  )
}
