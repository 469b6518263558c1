import { writeFile } from "node:fs/promises"
import { join } from "node:path"
import type { SshdFleet } from "../e2e/sshd.js"

/** What OpenSSH's client, and so pssh and clush, need to find the hosts: a configuration, and their names. */
export async function writeSshConfig(
  { folder, hosts, identityFile, knownHosts }: SshdFleet,
  user = "root",
): Promise<{ config: string; hostList: string; names: readonly string[] }> {
  const names = hosts.map((_, at) => `host${at + 1}`)
  const config = join(folder, "ssh_config")
  const entries = hosts.map(({ port }, at) => `Host ${names[at]}\n  HostName 127.0.0.1\n  Port ${port}\n`)
  await writeFile(
    config,
    `${entries.join("")}Host *
  User ${user}
  IdentityFile ${identityFile}
  IdentitiesOnly yes
  BatchMode yes
  StrictHostKeyChecking yes
  UserKnownHostsFile ${knownHosts}
  GlobalKnownHostsFile none
  # The default of newer clients costs several times as much CPU on both sides.
  KexAlgorithms curve25519-sha256
`,
  )
  const hostList = join(folder, "hosts.txt")
  await writeFile(hostList, `${names.join("\n")}\n`)
  return { config, hostList, names }
}
