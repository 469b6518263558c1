import { execFileSync } from "node:child_process"
import { chmodSync, existsSync, readFileSync, writeFileSync } from "node:fs"
import { join, resolve } from "node:path"
import { describe, expect, it } from "vitest"
import { parse } from "yaml"
import { temporaryFolder } from "../folder.js"
import { runCli } from "../testIo.js"

const ansibleInventory = "/usr/bin/ansible-inventory"
const program = resolve(import.meta.dirname, "../../../bin/certfleet.js")

const fleetYaml = `certificate:
  commonName: mail.example.edu
servers:
  - { host: mbs01.example.edu, roles: [mailbox], address: 192.0.2.11 }
  - { host: mbs02.example.edu, roles: [mailbox, mta], sshPort: 2222 }
  - { host: ldap01.example.edu, roles: [ldap], ldapMaster: true }
  - { host: ldap02.example.edu, roles: [ldap] }
  - { host: ns01.example.edu, roles: [dns] }
farms:
  - { name: zimbra-web, names: [web.example.edu], members: [mbs01.example.edu, mbs02.example.edu] }
ssh:
  user: postmaster
  identityFile: keys/rollout
  knownHosts: known hosts
  agent: false
`

function folderWith(text: string): string {
  const cwd = temporaryFolder()
  writeFileSync(join(cwd, "fleet.yaml"), text)
  return cwd
}

describe("certfleet inventory", () => {
  it.each(["identityFile: keys/", "knownHosts: "])(
    "gives Ansible no path that it would evaluate (%s)",
    async (key) => {
      const words = "{{ lookup('pipe', 'id') }}"
      const ssh = `ssh:\n  ${key}"${words}"\n`.replace('keys/"', '"keys/')
      const cwd = folderWith(`${fleetYaml.slice(0, fleetYaml.indexOf("ssh:"))}${ssh}`)
      const { exitCode, stderr, stdout } = await runCli(["inventory", "--list"], { cwd })
      expect([exitCode, stdout]).toEqual([2, ""])
      expect(stderr).toContain("is no path for Ansible")
    },
  )

  it("groups servers by what they do, by farm, and by the wave they change services in", async () => {
    const run = await runCli(["inventory", "--list"], { cwd: folderWith(fleetYaml) })
    expect({ exitCode: run.exitCode, stderr: run.stderr }).toEqual({ exitCode: 0, stderr: "" })
    const { _meta, ...groups } = JSON.parse(run.stdout)
    expect(Object.keys(_meta.hostvars)).toHaveLength(5)
    expect(groups).toEqual({
      certfleet: { children: ["certfleet_wave_1", "certfleet_wave_2", "certfleet_wave_3"] },
      certfleet_wave_1: { hosts: ["ldap02.example.edu"] },
      certfleet_wave_2: { hosts: ["ldap01.example.edu"] },
      certfleet_wave_3: { hosts: ["mbs01.example.edu", "mbs02.example.edu"] },
      zimbra_mailbox: { hosts: ["mbs01.example.edu", "mbs02.example.edu"] },
      zimbra_mta: { hosts: ["mbs02.example.edu"] },
      zimbra_dns: { hosts: ["ns01.example.edu"] },
      zimbra_ldap: { children: ["zimbra_ldap_master", "zimbra_ldap_replica"] },
      zimbra_ldap_master: { hosts: ["ldap01.example.edu"] },
      zimbra_ldap_replica: { hosts: ["ldap02.example.edu"] },
      farm_zimbra_web: { hosts: ["mbs01.example.edu", "mbs02.example.edu"] },
    })
  })

  it("says how to log in, by fleet.yaml's folder", async () => {
    const cwd = folderWith(fleetYaml)
    const variables = async (host: string): Promise<unknown> =>
      JSON.parse((await runCli(["inventory", "--host", host], { cwd })).stdout)
    const everywhere = {
      ansible_user: "postmaster",
      ansible_ssh_private_key_file: join(cwd, "keys/rollout"),
      ansible_ssh_common_args: `-o 'UserKnownHostsFile=${join(cwd, "known hosts")}' -o IdentityAgent=none`,
    }
    expect(await variables("mbs01.example.edu")).toEqual({
      ...everywhere,
      ansible_host: "192.0.2.11",
      certfleet_roles: ["mailbox"],
    })
    expect(await variables("MBS02.example.edu")).toEqual({
      ...everywhere,
      ansible_port: 2222,
      certfleet_roles: ["mailbox", "mta"],
    })
  })

  it("is read back by init", async () => {
    const cwd = folderWith(fleetYaml)
    const { stdout } = await runCli(["inventory"], { cwd })
    const elsewhere = temporaryFolder()
    const back = await runCli(["init", "--inventory", "-"], { cwd: elsewhere, stdin: stdout })
    expect(back.exitCode).toBe(0)
    const servers = (text: string): unknown =>
      parse(text)
        .servers.map((one: Record<string, unknown>) => ({
          host: one["host"],
          roles: one["roles"],
          master: one["ldapMaster"] ?? false,
        }))
        .sort((one: { host: string }, other: { host: string }) => (one.host < other.host ? -1 : 1))
    expect(servers(readFileSync(join(elsewhere, "fleet.yaml"), "utf8"))).toEqual(servers(fleetYaml))
  })

  it.each([
    [["--list", "--host", "mbs01.example.edu"], "--list and --host exclude each other"],
    [["--host", "mbs0.example.edu"], "did you mean mbs0"],
  ])("refuses %j", async (words, said) => {
    const run = await runCli(["inventory", ...words], { cwd: folderWith(fleetYaml) })
    expect(run).toMatchObject({ exitCode: 2, stdout: "", stderr: expect.stringContaining(said) })
  })

  it.skipIf(!existsSync(ansibleInventory))(
    "is a dynamic inventory for ansible-inventory (skipped without ansible-core)",
    () => {
      const cwd = folderWith(fleetYaml)
      const script = join(cwd, "fleet.sh")
      writeFileSync(
        script,
        `#!/bin/sh\nexec "${process.execPath}" "${program}" inventory --fleet "${cwd}/fleet.yaml" "$@"\n`,
      )
      chmodSync(script, 0o755)
      const env = { PATH: "/usr/bin:/bin", HOME: cwd, ANSIBLE_LOCAL_TEMP: cwd, LC_ALL: "C.UTF-8" }
      const ask = (...words: string[]): string =>
        execFileSync(ansibleInventory, ["-i", script, ...words], {
          env,
          stdio: ["ignore", "pipe", "inherit"],
        }).toString()
      expect(JSON.parse(ask("--host", "mbs01.example.edu"))).toMatchObject({ ansible_host: "192.0.2.11" })
      expect(ask("--graph", "certfleet")).toBe(`@certfleet:
  |--@certfleet_wave_1:
  |  |--ldap02.example.edu
  |--@certfleet_wave_2:
  |  |--ldap01.example.edu
  |--@certfleet_wave_3:
  |  |--mbs01.example.edu
  |  |--mbs02.example.edu
`)
    },
  )
})
