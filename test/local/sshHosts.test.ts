import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { localFiles } from "../../src/local/files.js"
import { SshHosts } from "../../src/local/sshHosts.js"
import type { SshHostSettings } from "../../src/remote/sshConfig/settings.js"

/*
 * What `ssh -G` prints where nobody says anything, for a local user alice. It stands in for OpenSSH 9.2 (its words, in its
 * order), as these tests may run as root, who is also the user that a fleet logs in as by default.
 */
const printed = (user: string): string => `host mbs01.example.edu
user ${user}
hostname mbs01.example.edu
port 22
addressfamily any
identitiesonly no
identityfile ~/.ssh/id_rsa
identityfile ~/.ssh/id_ecdsa
identityfile ~/.ssh/id_ecdsa_sk
identityfile ~/.ssh/id_ed25519
identityfile ~/.ssh/id_ed25519_sk
globalknownhostsfile /etc/ssh/ssh_known_hosts /etc/ssh/ssh_known_hosts2
userknownhostsfile /home/alice/.ssh/known_hosts /home/alice/.ssh/known_hosts2
`

let home = ""
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), "ssh-hosts-"))
  await mkdir(join(home, ".ssh"))
})
afterEach(() => rm(home, { recursive: true }))

async function ask(
  config: string,
  given: { user?: string; port?: number } = {},
): Promise<{ settings: SshHostSettings; argv: readonly string[][]; warnings: readonly string[] }> {
  await writeFile(join(home, ".ssh/config"), config)
  const argv: string[][] = []
  const processes = {
    run: async (words: readonly string[]) => {
      argv.push([...words])
      const user = words[words.indexOf("-l") + 1]
      return {
        status: 0,
        stdout: printed(words.includes("-l") ? (user ?? "") : "alice").replaceAll("/home/alice", home),
        stderr: "",
      }
    },
  }
  const local = {
    ...{ home, databaseHome: home, localUser: "alice", localUserId: 1000, localHost: "desk", env: {} },
    places: { systemFolder: "/etc/ssh" },
  }
  const hosts = await SshHosts.load({ files: localFiles, processes }, local)
  const usual = { user: "root", port: 22 }
  const settings = await hosts.settings({ host: "mbs01.example.edu", given, usual })
  return { settings, argv, warnings: hosts.warnings }
}

describe("what ssh -G prints", () => {
  it("is asked for the user that logs in, where nobody names one", async () => {
    const { settings, argv } = await ask("Host other\n  User bob\n")
    expect(argv).toEqual([["ssh", "-G", "-l", "root", "--", "mbs01.example.edu"]])
    expect(settings).toMatchObject({ user: "root" })
    expect(settings.identityFiles).toBeUndefined()
    expect(settings.knownHostsFiles).toBeUndefined()
    expect(settings.port).toBeUndefined()
  })

  it("counts where the file names the local user", async () => {
    const { settings, argv } = await ask("Host *\n  User alice\n  Port 22\n")
    expect(argv).toEqual([["ssh", "-G", "--", "mbs01.example.edu"]])
    expect(settings).toMatchObject({ user: "alice", port: 22 })
  })

  it("is no user's name where only a condition nobody here can ask might have named one", async () => {
    const { settings, warnings } = await ask('Match exec "false"\n  User bob\n')
    expect(settings.user).toBeUndefined()
    expect(warnings).toEqual([])
  })

  it("is asked with what fleet.yaml says, as a command line would", async () => {
    const { argv } = await ask("Host *\n  User bob\n", { user: "zimbra", port: 2222 })
    expect(argv).toEqual([["ssh", "-G", "-l", "zimbra", "-p", "2222", "--", "mbs01.example.edu"]])
  })

  it("is not asked for where no file says anything that a log-in follows", async () => {
    const { argv, settings } = await ask("Host *\n  ServerAliveInterval 30\n  SendEnv LANG\n")
    expect(argv).toEqual([])
    expect(settings.user).toBe("root")
  })
})
