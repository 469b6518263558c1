import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import ssh2 from "ssh2"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { ToolError } from "../../src/errors.js"
import { loadFleet } from "../../src/fleet/load.js"
import type { Fleet, Server } from "../../src/fleet/types.js"
import { localFiles } from "../../src/local/files.js"
import { localProcesses } from "../../src/local/processes.js"
import { type SshMachine, sshWays } from "../../src/local/sshSettings.js"
import type { Credentials } from "../../src/remote/credentials.js"
import { hostKeyPolicy } from "../../src/remote/hostKey.js"
import type { KnownHosts } from "../../src/remote/knownHosts.js"
import type { Target } from "../../src/remote/session.js"
import { Secret } from "../../src/secret.js"
import { runProgram } from "../e2e/client.js"

const host = "mbs01.example.edu"
let home = ""
let site = ""
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), "ssh-settings-"))
  site = join(home, "site")
  await mkdir(join(home, ".ssh"))
  await mkdir(site)
  await writeFile(join(home, ".ssh/config"), "")
})
afterEach(() => rm(home, { recursive: true }))

function fleetWith(ssh = ""): Fleet {
  const text = `certificate:\n  commonName: mail.example.edu\nservers:\n  - { host: ${host}, roles: [mailbox] }\nssh:\n  agent: false\n${ssh}`
  const { fleet, findings } = loadFleet(text, join(site, "fleet.yaml"))
  if (fleet === undefined) throw new Error(findings.map(({ message }) => message).join("\n"))
  return fleet
}

/** No ssh in PATH, so that this machine's own settings have no part in it. */
function machine(answers: readonly string[] = []): SshMachine & { readonly asked: string[] } {
  const env = { HOME: home, PATH: "/nowhere" }
  const asked: string[] = []
  const left = [...answers]
  return {
    ...{ files: localFiles, processes: localProcesses(env), env, asked, interactive: answers.length > 0 },
    ask: async (question) => {
      asked.push(question)
      return new Secret(left.shift() ?? "")
    },
  }
}

async function opened(
  fleet: Fleet,
  on: SshMachine,
): Promise<{ target: Target; credentials: Credentials; known: KnownHosts }> {
  const ways = await sshWays(on, fleet)
  const target = ways.target(fleet.servers[0] as Server)
  const settings = await ways.open([target], {})
  return { target, credentials: settings.credentials(target), known: settings.knownHosts(target) }
}

const files = ({ keys }: Credentials): string[] => keys.map(({ file }) => file)
const pair = ssh2.utils.generateKeyPairSync("ecdsa", { bits: 256 })
const locked = ssh2.utils.generateKeyPairSync("ecdsa", {
  ...{ bits: 256, passphrase: "open sesame", cipher: "aes256-ctr", rounds: 4 },
})

describe("files that fleet.yaml names", () => {
  it("go by its folder where they are relative, and by the home after ~", async () => {
    await mkdir(join(site, "keys"))
    await writeFile(join(site, "keys/id"), pair.private)
    await writeFile(join(site, "known"), `${host} ${pair.public}\n`)
    const relative = await opened(fleetWith("  identityFile: keys/id\n  knownHosts: known\n"), machine())
    expect(files(relative.credentials)).toEqual([join(site, "keys/id")])
    expect(relative.known.files).toEqual([join(site, "known")])
    await writeFile(join(home, ".ssh/id"), pair.private)
    const homely = await opened(fleetWith("  identityFile: ~/.ssh/id\n"), machine())
    expect(files(homely.credentials)).toEqual([join(home, ".ssh/id")])
  })

  it("are not those of a jump host, unless it has none of its own", async () => {
    for (const name of ["fleet", "jump"]) await writeFile(join(home, ".ssh", name), pair.private)
    const fleet = fleetWith("  identityFile: ~/.ssh/fleet\n  user: zimbra\n")
    const way = async (config: string) => {
      await writeFile(join(home, ".ssh/config"), config)
      const ways = await sshWays(machine(), fleet)
      const target = ways.target(fleet.servers[0] as Server)
      const { credentials } = await ways.open([target], {})
      return { via: target.via, keys: files(credentials(target.via as Target)) }
    }
    const own = await way(
      `Host ${host}\n  ProxyJump bastion\nHost bastion\n  User j\n  IdentityFile ~/.ssh/jump\n`,
    )
    expect(own).toMatchObject({ via: { user: "j" }, keys: [join(home, ".ssh/jump")] })
    const none = await way(`Host ${host}\n  ProxyJump k@bastion\n`)
    expect(none).toMatchObject({ via: { user: "k" }, keys: [join(home, ".ssh/fleet")] })
  })
})

describe("ssh.user", () => {
  it("may have a domain, as directories know people", () => {
    expect(fleetWith("  user: admin@example.edu\n").ssh.user).toBe("admin@example.edu")
    expect(() => fleetWith("  user: 'admin@'\n")).toThrow("expected a user name")
  })
})

describe("an encrypted key", () => {
  beforeEach(() => writeFile(join(home, ".ssh/id"), locked.private))
  const fleet = () => fleetWith("  identityFile: ~/.ssh/id\n")

  it("is opened with the passphrase that is asked for once", async () => {
    const on = machine(["open sesame"])
    const { credentials } = await opened(fleet(), on)
    expect(on.asked).toEqual([`Passphrase of ${join(home, ".ssh/id")}: `])
    expect((await credentials.keys[0]?.passphrase?.())?.revealText()).toBe("open sesame")
  })

  it("with a wrong passphrase ends the command, and says so", async () => {
    await expect(opened(fleet(), machine(["guessed"]))).rejects.toMatchObject({
      code: "passphrase",
      message: `that is not the passphrase of ${join(home, ".ssh/id")}`,
    })
  })

  it("is not asked for before somebody logs in", async () => {
    const on = machine(["open sesame"])
    const ways = await sshWays(on, fleet())
    ways.target(fleet().servers[0] as Server)
    expect(on.asked).toEqual([])
  })
})

describe("known_hosts", () => {
  const presented = Buffer.from(
    ssh2.utils.generateKeyPairSync("ed25519").public.split(" ")[1] ?? "",
    "base64",
  )
  const refusal = async (ssh = "") => {
    await writeFile(join(home, ".ssh/id"), pair.private)
    const { target, known } = await opened(fleetWith(`  identityFile: ~/.ssh/id\n${ssh}`), machine())
    return hostKeyPolicy(target, known).refuse(presented)
  }

  it("that is too large to be read is not taken for one that is absent", async () => {
    await writeFile(join(home, ".ssh/known_hosts"), Buffer.alloc(16 * 1024 * 1024 + 1, "#"))
    expect(await refusal()).toMatchObject({
      code: "ssh-host-key-unknown",
      message: expect.stringContaining(`${join(home, ".ssh/known_hosts")} is larger than 16 MiB`),
    })
  })

  it("with a certificate authority for the host says that this does not count here", async () => {
    await writeFile(join(home, ".ssh/known_hosts"), `# \n@cert-authority *.example.edu ${pair.public}\n`)
    const error = await refusal()
    expect(error?.message).toContain(
      `the certificate authority of ${join(home, ".ssh/known_hosts")} line 2 does not count`,
    )
    expect(error?.hint).toContain("-o HostKeyAlgorithms=ssh-ed25519")
  })

  it("is named, with the host as it has it, by a hint that works", async () => {
    const list = join(site, "known hosts")
    await writeFile(list, `[${host}]:2222 ${pair.public}\nother.example.edu ${pair.public}\n`)
    const error = await refusal(`  knownHosts: known hosts\n  port: 2222\n`)
    expect(error).toMatchObject({ code: "ssh-host-key-changed" })
    const command = /ssh-keygen .*(?=, then)/.exec(error?.hint ?? "")?.[0] ?? ""
    expect(command).toBe(`ssh-keygen -f '${list}' -R '[${host}]:2222'`)
    const run = await runProgram("sh", ["-c", command])
    expect(run.status).toBe(0)
    expect(new TextDecoder().decode(await localFiles.read(list))).toBe(`other.example.edu ${pair.public}\n`)
    expect(await refusal(`  knownHosts: known hosts\n  port: 2222\n`)).toMatchObject({
      code: "ssh-host-key-unknown",
      hint: expect.stringContaining(`-o 'UserKnownHostsFile="${list}"'`),
    })
  })
})

describe("on Windows, as far as can be told elsewhere,", () => {
  it("the agent is OpenSSH's pipe, and everybody's files are below ProgramData", async () => {
    const read: string[] = []
    const files: SshMachine["files"] = {
      read: async (path) => {
        read.push(path.replaceAll("\\", "/"))
        throw new ToolError("not-found", path)
      },
      list: async () => [],
    }
    const env = { HOME: home, PATH: "/nowhere", ProgramData: "D:\\data" }
    const { fleet } = loadFleet(
      `certificate: { commonName: mail.example.edu }\nservers:\n  - { host: ${host}, roles: [mailbox] }\n`,
      join(site, "fleet.yaml"),
    )
    const { credentials } = await opened(fleet as Fleet, { ...machine(), files, env, platform: "win32" })
    expect(credentials.agent).toBe("\\\\.\\pipe\\openssh-ssh-agent")
    for (const name of ["ssh_config", "ssh_known_hosts", "ssh_known_hosts2"])
      expect(read).toContain(`D:/data/ssh/${name}`)
    expect(read.filter((path) => path.startsWith("/etc/"))).toEqual([])
  })
})
