import { type ChildProcess, spawn } from "node:child_process"
import { existsSync } from "node:fs"
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { setTimeout as delay } from "node:timers/promises"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { loadFleet } from "../../../src/fleet/load.js"
import type { Fleet } from "../../../src/fleet/types.js"
import { localFiles } from "../../../src/local/files.js"
import { localProcesses } from "../../../src/local/processes.js"
import { type SshMachine, type SshWays, sshWays } from "../../../src/local/sshSettings.js"
import { ssh2Connector } from "../../../src/remote/ssh2.js"
import { runProgram } from "../../e2e/client.js"
import {
  type KeyFile,
  keyFile,
  logins,
  type PlainSshd,
  startPlainSshd,
  whyNoSshd,
} from "../../support/plainSshd.js"

/*
 * Real log-ins by ~/.ssh/config as people write it: user, key and the way there as each sshd on it saw them (its log), once
 * with OpenSSH's `ssh -G` and once by our own reading, with no ssh in PATH.
 */

const reason = whyNoSshd()
const host = "mbs01.example.edu"

interface Expected {
  readonly user: string
  readonly key: string
  /** `sshd user key`, the first to be gone through first. */
  readonly jumps?: readonly string[]
  /** Of fleet.yaml's ssh section. */
  readonly ssh?: string
}

type Case = readonly [
  name: string,
  config: string,
  expected: Expected,
  more?: Readonly<Record<string, string>>,
]

/** PORT, OUTER and INNER are the ports of the server and of two jump hosts; RELAY is a program that connects onwards. */
const cases: readonly Case[] = [
  [
    "a block for one host",
    `Host ${host}\n  HostName 127.0.0.1\n  Port PORT\n  User zimbra\n  IdentityFile ~/.ssh/one\n`,
    { user: "zimbra", key: "one" },
  ],
  [
    "defaults at the end, root where nobody is named",
    "Host mbs*\n  HostName 127.0.0.1\n  Port PORT\n\nHost *\n  Port 1\n  IdentityFile ~/.ssh/two\n",
    { user: "root", key: "two" },
  ],
  [
    "files that are included",
    "Include config.d/*.conf\nHost *\n  IdentityFile ~/.ssh/one\n",
    { user: "zimbra", key: "one" },
    { "config.d/10-mail.conf": "Host *.example.edu\n  HostName 127.0.0.1\n  Port PORT\n  User zimbra\n" },
  ],
  [
    "Match for host and user",
    `Host ${host}
  HostName 127.0.0.1
Match originalhost *.example.edu user root
  Port PORT
  IdentityFile ~/.ssh/two
Match user somebody
  IdentityFile ~/.ssh/one
`,
    { user: "root", key: "two" },
  ],
  [
    "a jump host with a user and key of its own",
    `Host *.example.edu
  HostName 127.0.0.1
  Port PORT
  User zimbra
  IdentityFile ~/.ssh/one
  ProxyJump bastion
Host bastion
  HostName 127.0.0.1
  Port OUTER
  User jumper
  IdentityFile ~/.ssh/two
`,
    { user: "zimbra", key: "one", jumps: ["outer jumper two"] },
  ],
  [
    "two jump hosts in a row, fleet.yaml's user and key for the last alone",
    `Host *.example.edu
  HostName 127.0.0.1
  Port PORT
  ProxyJump jumper@outer:OUTER,inner
Host outer inner
  HostName 127.0.0.1
  IdentityFile ~/.ssh/two
Host inner
  Port INNER
  User jumper
`,
    {
      ...{ user: "zimbra", key: "one", jumps: ["outer jumper two", "inner jumper two"] },
      ssh: "  user: zimbra\n  identityFile: .ssh/one\n",
    },
  ],
  [
    "a jump host behind a jump host",
    `Host *.example.edu
  ProxyJump inner
  Port PORT
  IdentityFile ~/.ssh/one
Host inner
  Port INNER
  ProxyJump outer
Host outer
  Port OUTER
Host *
  HostName 127.0.0.1
  User jumper
  IdentityFile ~/.ssh/two
`,
    { user: "jumper", key: "one", jumps: ["outer jumper two", "inner jumper two"] },
  ],
  [
    "a ProxyCommand with tokens",
    `Host *.example.edu
  ProxyCommand RELAY 127.0.0.1 "%p" # by way of %h
  Port PORT
  User zimbra
  IdentityFile ~/.ssh/one
`,
    { user: "zimbra", key: "one" },
  ],
  [
    "key files with tokens",
    // biome-ignore lint/suspicious/noTemplateCurlyInString: that is how ssh_config writes it
    "Host *\n  HostName 127.0.0.1\n  Port=PORT\n  User = zimbra\n  IdentityFile ${HOME}/.ssh/%r/%n\n",
    { user: "zimbra", key: "three" },
  ],
  [
    "an agent of its own, of which it may have one key",
    "Host *\n  HostName 127.0.0.1\n  Port PORT\n  IdentityAgent ~/.ssh/agent\n  IdentitiesOnly yes\n  IdentityFile ~/.ssh/four.pub\n",
    { user: "root", key: "four" },
  ],
  [
    "carriage returns, an alias and a list of host keys of its own",
    "Host *\r\n  HostName 127.0.0.1\r\n  Port PORT\r\n  HostKeyAlias fleet\r\n  UserKnownHostsFile ~/.ssh/known_fleet\r\n  IdentityFile ~/.ssh/one\r\n",
    { user: "root", key: "one", ssh: "  agent: false\n" },
  ],
]

describe.skipIf(reason !== undefined)(
  `log-ins by ~/.ssh/config${reason === undefined ? "" : ` (skipped: ${reason})`}`,
  () => {
    let home = ""
    let agent: ChildProcess
    const sshds = new Map<string, PlainSshd>()
    const keys = new Map<string, KeyFile>()

    beforeAll(async () => {
      home = await mkdtemp(join(tmpdir(), "ssh-logins-"))
      const at = join(home, ".ssh")
      await mkdir(join(at, "zimbra"), { recursive: true })
      for (const [name, file] of Object.entries({
        one: "one",
        two: "two",
        three: `zimbra/${host}`,
        four: "four",
      }))
        keys.set(name, await keyFile(join(at, file)))
      const authorized = [...keys.values()].map((key) => key.public)
      const users = ["zimbra", "jumper"].map((name) => ({ name }))
      for (const name of ["server", "outer", "inner"])
        sshds.set(name, await startPlainSshd({ users, authorized }))
      const lines = [...sshds.values()].flatMap((sshd) => [sshd.line("127.0.0.1"), sshd.line(host)])
      await writeFile(join(at, "known_hosts"), `${lines.join("\n")}\n`)
      await writeFile(join(at, "known_fleet"), `fleet ${sshds.get("server")?.hostKey}\n`)
      await writeFile(join(home, "relay.mjs"), relay)
      agent = spawn("ssh-agent", ["-D", "-a", join(at, "agent")], { stdio: "ignore" })
      while (!existsSync(join(at, "agent"))) await delay(10)
      const env = { PATH: process.env["PATH"], SSH_AUTH_SOCK: join(at, "agent") }
      for (const name of ["two", "three", "four"]) {
        const added = await runProgram("ssh-add", ["-q", keys.get(name)?.file ?? ""], { env })
        expect(added).toMatchObject({ status: 0 })
      }
      // The agent alone has the private half.
      await rm(join(at, "four"))
    })
    afterAll(async () => {
      agent.kill()
      await Promise.all([...sshds.values()].map((sshd) => sshd.stop()))
      await rm(home, { recursive: true })
    })

    const port = (name: string): string => String(sshds.get(name)?.port)
    const filled = (text: string): string =>
      text
        .replaceAll("PORT", port("server"))
        .replaceAll("OUTER", port("outer"))
        .replaceAll("INNER", port("inner"))
        .replaceAll("RELAY", `${process.execPath} ${join(home, "relay.mjs")}`)

    function machine(path: string): SshMachine {
      const env = { HOME: home, PATH: path, SHELL: "/bin/sh" }
      const ask = () => Promise.reject(new Error("nobody is there"))
      return { files: localFiles, processes: localProcesses(env), env, ask, interactive: false }
    }

    function fleetWith(ssh: string): Fleet {
      const text = `certificate:\n  commonName: mail.example.edu\nservers:\n  - { host: ${host}, roles: [mailbox] }\n${ssh === "" ? "" : `ssh:\n${ssh}`}`
      const { fleet, findings } = loadFleet(text, join(home, "fleet.yaml"))
      if (fleet === undefined) throw new Error(JSON.stringify(findings))
      return fleet
    }

    async function logIn(ways: SshWays, fleet: Fleet): Promise<void> {
      const [server] = fleet.servers
      if (server === undefined) throw new Error("no server")
      const target = ways.target(server)
      const connector = ssh2Connector(await ways.open([target], {}))
      const session = await connector.connect(target, { timeoutMs: 20_000 })
      expect((await session.exec({ name: "hello", argv: ["echo", "hello"] })).stdout).toBe("hello\n")
      await session.close()
    }

    /** What was logged since, with the keys by their names. */
    function seen(name: string, from: number): string[] {
      const names = new Map([...keys].map(([key, { fingerprint }]) => [fingerprint, key]))
      return logins(sshds.get(name)?.log().slice(from) ?? "").map(
        ({ user, key }) => `${name} ${user} ${names.get(key)}`,
      )
    }

    const twice = cases.flatMap(([name, config, expected, more = {}]) =>
      ["ssh -G", "our own reading"].map((by) => ({ name, by, config, expected, more })),
    )

    it.each(twice)("go as $name says, by $by", async ({ by, config, expected, more }) => {
      await writeFile(join(home, ".ssh/config"), filled(config))
      for (const [file, text] of Object.entries(more)) {
        await mkdir(dirname(join(home, ".ssh", file)), { recursive: true })
        await writeFile(join(home, ".ssh", file), filled(text))
      }
      const before = new Map([...sshds].map(([name, sshd]) => [name, sshd.log().length]))
      const fleet = fleetWith(expected.ssh ?? "")
      const ways = await sshWays(machine(by === "ssh -G" ? "/usr/bin:/bin" : "/nowhere"), fleet)
      await logIn(ways, fleet)
      expect(ways.warnings).toEqual([])
      const all = ["outer", "inner", "server"].flatMap((name) => seen(name, before.get(name) ?? 0))
      expect(all).toEqual([...(expected.jumps ?? []), `server ${expected.user} ${expected.key}`])
    })

    it("go as Match exec says where OpenSSH is asked, and elsewhere past it with a warning", async () => {
      const config = `Match exec "test -d /proc"\n  User zimbra\nHost *\n  HostName 127.0.0.1\n  Port PORT\n  IdentityFile ~/.ssh/one\n`
      await writeFile(join(home, ".ssh/config"), filled(config))
      const fleet = fleetWith("")
      const before = sshds.get("server")?.log().length ?? 0
      const asked = await sshWays(machine("/usr/bin:/bin"), fleet)
      await logIn(asked, fleet)
      const alone = await sshWays(machine("/nowhere"), fleet)
      await logIn(alone, fleet)
      expect(seen("server", before)).toEqual(["server zimbra one", "server root one"])
      expect(asked.warnings).toEqual([])
      expect(alone.warnings).toEqual([
        "~/.ssh/config, line 2: user is passed over: it depends on Match exec, which only OpenSSH's ssh can ask",
      ])
    })

    it("are read by us where ssh refuses the file, which is said in its words", async () => {
      await writeFile(
        join(home, ".ssh/config"),
        filled("Host *\n  HostName 127.0.0.1\n  Port PORT\n  Nonsense yes\n  IdentityFile ~/.ssh/one\n"),
      )
      const fleet = fleetWith("")
      const ways = await sshWays(machine("/usr/bin:/bin"), fleet)
      await logIn(ways, fleet)
      expect(ways.warnings).toEqual([
        expect.stringMatching(/^ssh -G mbs01.example.edu failed \(.*Bad configuration option: nonsense\)/),
      ])
    })

    it("tell what a ProxyCommand says that gives no connection", async () => {
      await writeFile(
        join(home, ".ssh/config"),
        "Host *\n  IdentityFile ~/.ssh/one\n  ProxyCommand /bin/echo no way to %h >&2\n",
      )
      const fleet = fleetWith("")
      const ways = await sshWays(machine("/nowhere"), fleet)
      await expect(logIn(ways, fleet)).rejects.toMatchObject({
        code: "ssh-lost",
        message: expect.stringContaining(`its ProxyCommand gives no connection (no way to ${host}`),
      })
    })

    it("do not begin where jump hosts go round in a circle", async () => {
      await writeFile(join(home, ".ssh/config"), "Host *\n  ProxyJump bastion\n")
      await expect(sshWays(machine("/nowhere"), fleetWith(""))).rejects.toMatchObject({
        code: "config",
        message: expect.stringContaining("go round in a circle: mbs01.example.edu, bastion, bastion"),
      })
    })
  },
)

/** What netcat does; it need not be installed. */
const relay = `import { connect } from "node:net"
const [, , host, port] = process.argv
const socket = connect(Number(port), host)
process.stdin.pipe(socket).pipe(process.stdout)
socket.on("error", (error) => { console.error(error.message); process.exit(1) })
socket.on("close", () => process.exit(0))
`
