import { existsSync, readdirSync, readFileSync } from "node:fs"
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { localFiles } from "../../../src/local/files.js"
import { loadSshConfig } from "../../../src/local/sshConfigFiles.js"
import { type LocalUser, localUser } from "../../../src/local/sshHome.js"
import { effectiveSettings } from "../../../src/remote/sshConfig/effective.js"
import { parseHop } from "../../../src/remote/sshConfig/hops.js"
import { configLines } from "../../../src/remote/sshConfig/lines.js"
import { type RawSettings, type Reading, readConfig } from "../../../src/remote/sshConfig/reading.js"
import { type SshHostSettings, settingsFrom } from "../../../src/remote/sshConfig/settings.js"
import { runProgram } from "../../e2e/client.js"

/*
 * Files as people write them, read by us without OpenSSH, beside what OpenSSH itself makes of them (`ssh -F FILE -G`, in a
 * mount namespace where the user database has the test's folder for a home, as ssh asks that and not HOME). Their first
 * lines say which hosts to ask for, where our reading cannot know, and what it must warn of.
 */

const folder = join(import.meta.dirname, "files")
const names = readdirSync(folder).filter((name) => /^\d\d-/.test(name))

const reason =
  process.getuid?.() !== 0
    ? "needs root"
    : !existsSync("/usr/bin/ssh")
      ? "needs ssh"
      : process.platform !== "linux"
        ? "needs Linux namespaces"
        : undefined

interface Asked {
  readonly host: string
  readonly user: string | undefined
}

function noted(text: string, word: string): string[] {
  const line = new RegExp(`^# ${word}: (.*)$`, "m").exec(text)?.[1]?.trim() ?? ""
  return line === "" ? [] : line.replaceAll('"', "").split(/\s+/)
}

function askedIn(text: string): Asked[] {
  return noted(text, "ask").map((word) => {
    const [host = "", user] = word.split("@").reverse()
    return { host, user }
  })
}

let home = ""
let local: LocalUser

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), "ssh-config-"))
  await cp(folder, join(home, ".ssh"), { recursive: true })
  local = localUser({ HOME: home, SSH_AUTH_SOCK: "/run/agent.sock" })
  const users = await readFile("/etc/passwd", "utf8")
  await writeFile(join(home, "passwd"), users.replace(/^(root:(?:[^:]*:){4})[^:]*/m, `$1${home}`))
})
afterAll(() => rm(home, { recursive: true }))

/** The files with one of ours in the place of ~/.ssh/config, and no system's. */
async function readingOf(name: string, { host, user }: Asked): Promise<Reading> {
  const files = {
    ...localFiles,
    read: (path: string) =>
      path.startsWith("/etc/ssh/")
        ? localFiles.read(join(home, "nothing"))
        : localFiles.read(path.endsWith("/.ssh/config") ? join(home, ".ssh", name) : path),
  }
  const config = await loadSshConfig(files, home, "/etc/ssh")
  return readConfig(config, { host, given: { user }, localUser: local.localUser })
}

async function openssh(name: string, { host, user }: Asked): Promise<RawSettings> {
  const own = ["-F", join(home, ".ssh", name), ...(user === undefined ? [] : ["-l", user]), "-G", "--", host]
  const { status, stdout, stderr } = await runProgram(
    "unshare",
    ["--mount", "sh", "-c", `mount --bind ${home}/passwd /etc/passwd && exec "$@"`, "sh", "ssh", ...own],
    { env: { PATH: process.env["PATH"], SSH_AUTH_SOCK: "/run/agent.sock" } },
  )
  if (status !== 0) throw new Error(stderr)
  return effectiveSettings(stdout, { host, home })
}

/** In the form that a log-in uses, with the defaults of ssh put in. */
function settled(raw: RawSettings, host: string): SshHostSettings {
  const { localUser: name } = local
  const values = new Map([["user", [name]], ["port", ["22"]], ...raw])
  const files = (values.get("userknownhostsfile") ?? []).join(" ").split(" ").filter(Boolean)
  const comparable = files.length === 0 ? values : new Map([...values, ["userknownhostsfile", files]])
  const settings = settingsFrom(comparable, { host, user: name, port: 22, local })
  // OpenSSH prints the name in lower case where nothing else is said.
  return {
    ...settings,
    hostName: settings.hostName ?? host.toLowerCase(),
    jumps: settings.jumps.map((hop) => JSON.stringify(parseHop(hop))),
  }
}

describe.skipIf(reason !== undefined)(
  `our reading beside OpenSSH's${reason === undefined ? "" : ` (skipped: ${reason})`}`,
  () => {
    const cases = names.flatMap((name) =>
      askedIn(readFileSync(join(folder, name), "utf8")).map((asked) => ({ name, ...asked })),
    )

    it("has 25 files and more to compare", () => expect(names.length).toBeGreaterThanOrEqual(25))

    it.each(cases)("is the same in $name for $user $host, or warns", async ({ name, ...asked }) => {
      const text = readFileSync(join(folder, name), "utf8")
      const own = await readingOf(name, asked)
      const real = await openssh(name, asked)
      const undecided = noted(text, "undecided").includes(asked.host)
      expect(own.undecided.size > 0).toBe(undecided)
      if (undecided)
        expect(own.warnings.map(({ line, text: said }) => `${line} ${said}`).join("\n")).toMatch(
          /^\d+ .*(passed over|do not hold)/,
        )
      else expect(settled(own.values, asked.host)).toEqual(settled(real, asked.host))
    })
  },
)

describe("what cannot be followed", () => {
  it.each(names)("is said with its line, and nothing else, in %s", async (name) => {
    const text = readFileSync(join(folder, name), "utf8")
    for (const asked of askedIn(text)) {
      const [host, ...keywords] = noted(text, "warns")
      const expected = host === asked.host ? keywords.filter((word) => word !== "CertificateFile") : []
      const { warnings } = await readingOf(name, asked)
      const lines = text.split("\n")
      const followable = warnings.filter(({ decidable }) => decidable !== true)
      expect(followable.map(({ text: said }) => said.split(" ")[0])).toEqual(expected)
      for (const warning of followable)
        expect(lines[warning.line - 1]?.trim().toLowerCase()).toMatch(
          new RegExp(`^${warning.text.split(" ")[0]}`),
        )
    }
  })
})

describe("configLines", () => {
  it.each([
    ["Host a b", ["a", "b"]],
    ['Host "a b" c', ["a b", "c"]],
    ["Host 'a b'#c d # e", ["a b#c", "d"]],
    ['Host a\\ b "c\\"d"', ["a b", 'c"d']],
    ["Host=a", ["a"]],
    ["Host", []],
  ])("splits %s as OpenSSH does", (line, args) => {
    expect(configLines(line, "f")).toEqual([expect.objectContaining({ keyword: "host", args, line: 1 })])
  })
})

describe("parseHop", () => {
  it.each([
    ["bastion", { host: "bastion" }],
    ["admin@bastion:2200", { host: "bastion", user: "admin", port: 2200 }],
    ["admin@example.edu@bastion", { host: "bastion", user: "admin@example.edu" }],
    ["ssh://admin@bastion", { host: "bastion", user: "admin" }],
    ["[2001:db8::1]:22", { host: "2001:db8::1", port: 22 }],
  ])("takes %s apart", (hop, parts) => {
    expect(parseHop(hop)).toEqual(parts)
  })
})
