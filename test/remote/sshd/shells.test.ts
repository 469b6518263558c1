import { existsSync } from "node:fs"
import { mkdtemp, readFile, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { parseKnownHosts } from "../../../src/remote/knownHosts.js"
import { scriptCommand } from "../../../src/remote/script.js"
import type { ExecResult, Session } from "../../../src/remote/session.js"
import { ssh2Connector } from "../../../src/remote/ssh2.js"
import { Secret } from "../../../src/secret.js"
import { type KeyFile, keyFile, type PlainSshd, startPlainSshd, whyNoSshd } from "../../support/plainSshd.js"

const reason = whyNoSshd()
const skipped = reason === undefined ? "" : ` (skipped: ${reason})`
/** Without a last line feed, with what a terminal would obey. */
const talk = `printf '\\033[31mWelcome, %s! @user nobody' "$USER"; printf 'stdin: is not a tty' >&2\n`
const script = { name: "report", text: 'echo "@user $(id -un)"\necho "@args $*"\ncat' }
const odd = "=a 'b' \\ !c\n$d %e ~"

describe.skipIf(reason !== undefined)(`log-in shells of OpenSSH's users${skipped}`, () => {
  let folder = ""
  let key: KeyFile
  const servers: PlainSshd[] = []
  let sshd: PlainSshd

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "shells-"))
    key = await keyFile(join(folder, "key"))
    const home = { ".profile": talk, ".bash_profile": talk, ".bashrc": talk, ".zshenv": talk }
    sshd = await start({
      users: [
        { name: "root", shell: "/bin/bash", home },
        { name: "zimbra", shell: "/bin/bash", home },
        { name: "zoe", shell: "/usr/bin/zsh", home },
        { name: "tess", shell: "/usr/bin/tcsh" },
        { name: "finn", shell: "/usr/bin/fish" },
        { name: "nora", shell: "/usr/sbin/nologin" },
        { name: "fay", shell: "/bin/false" },
        { name: "rita", shell: "/bin/rbash" },
        { name: "sam", shell: "/bin/sh" },
      ],
    })
  })
  afterAll(async () => {
    await Promise.all(servers.map((one) => one.stop()))
    await rm(folder, { recursive: true })
  })

  async function start(options: Parameters<typeof startPlainSshd>[0]): Promise<PlainSshd> {
    const started = await startPlainSshd({ authorized: [key.public], ...options })
    servers.push(started)
    return started
  }

  async function sessionOf(user: string, on = sshd): Promise<Session> {
    const content = new Secret(await readFile(key.file))
    const connector = ssh2Connector({
      knownHosts: () => parseKnownHosts([on.line("127.0.0.1")]),
      credentials: () => ({ keys: [{ file: key.file, content }] }),
    })
    const target = { host: "mbs01.example.edu", address: "127.0.0.1", port: on.port, user }
    return connector.connect(target, { timeoutMs: 20_000 })
  }

  async function report(user: string, as?: string, on = sshd): Promise<ExecResult> {
    const session = await sessionOf(user, on)
    try {
      const stdin = new Secret("the key\n")
      const call = { args: ["=ls", odd], stdin, ...(as === undefined ? {} : { user: as }) }
      return await session.exec(scriptCommand(script, call), { timeoutMs: 20_000 })
    } finally {
      await session.close()
    }
  }

  it.each([
    ["root", undefined, "/bin/bash"],
    ["root", "zimbra", "/bin/bash"],
    ["zimbra", undefined, "/bin/bash"],
    ["zoe", undefined, "/usr/bin/zsh"],
    ["sam", undefined, "/bin/sh"],
  ])("may say what they like before a command of %s as %s (%s)", async (user, as, shell) => {
    expect(existsSync(shell), `${shell} is missing: .ci/run installs it`).toBe(true)
    expect(await report(user, as)).toEqual({
      status: 0,
      signal: undefined,
      stdout: `@user ${as ?? user}\n@args =ls ${odd}\nthe key\n`,
      stderr: "",
    })
  })

  it.each([
    ["tess", "/usr/bin/tcsh"],
    ["finn", "/usr/bin/fish"],
  ])("that are no POSIX shells are named, and get nothing else: %s, %s", async (user, shell) => {
    expect(existsSync(shell), `${shell} is missing: .ci/run installs it`).toBe(true)
    const before = sshd.log().length
    await expect(report(user)).rejects.toMatchObject({
      code: "ssh-shell",
      message: `mbs01.example.edu: the log-in shell of ${user} is ${shell}, which is no POSIX shell`,
      hint: expect.stringContaining("nothing else was sent to it"),
    })
    expect(
      sshd
        .log()
        .slice(before)
        .match(/Starting session: command/g),
    ).toHaveLength(1)
  })

  it.each([
    ["nora", "it said: This account is currently not available."],
    ["fay", "it said nothing (exit status 1)"],
    ["rita", "it said: rbash: line 1: /bin/sh: restricted: cannot specify `/' in command names"],
  ])("that run nothing are told of with their own words: %s", async (user, words) => {
    const message = expect.stringContaining(`${user} logs in, but no command of ours runs; ${words}`)
    await expect(report(user)).rejects.toMatchObject({ code: "ssh-shell", message })
  })

  it.each([
    [
      "a cloud's root",
      `ForceCommand echo 'Please login as the user "ubuntu" rather than the user "root".'; sleep 1; exit 142`,
      'it said: Please login as the user "ubuntu" rather than the user "root".',
    ],
    [
      "an account for files",
      "ForceCommand internal-sftp",
      "it said: This service allows sftp connections only.",
    ],
  ])("give way to what sshd forces, which is told: %s", async (_, config, words) => {
    const forced = await start({ users: [{ name: "root", shell: "/bin/bash" }], config })
    await expect(report("root", undefined, forced)).rejects.toMatchObject({
      code: "ssh-shell",
      message: expect.stringContaining(words),
    })
  })

  it("of a user that root cannot become are told of with su's own words", async () => {
    await expect(report("root", "nora")).rejects.toMatchObject({
      code: "ssh-shell",
      message: expect.stringMatching(/runs as nora; it said: .*This account is currently not available/),
    })
    await expect(report("root", "nobody-here")).rejects.toMatchObject({
      message: expect.stringMatching(/runs as nobody-here; it said: .*su: user nobody-here does not exist/),
      hint: expect.stringContaining("su - nobody-here"),
    })
  })
})
