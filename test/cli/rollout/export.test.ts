import { execFileSync } from "node:child_process"
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { beforeAll, describe, expect, it } from "vitest"
import type { Payload } from "../../../src/rollout/plan.js"
import { fleetText, oldAndRenewed } from "../../support/threeServers.js"
import { temporaryFolder } from "../folder.js"
import { type RunResult, runCli } from "../testIo.js"

let renewed: Payload

beforeAll(async () => {
  ;({ renewed } = await oldAndRenewed())
})

function folder(): string {
  const cwd = temporaryFolder()
  writeFileSync(join(cwd, "fleet.yaml"), fleetText)
  writeFileSync(join(cwd, "password"), "simple\n")
  mkdirSync(join(cwd, "new"))
  writeFileSync(join(cwd, "new/commercial.key"), renewed.key.reveal(), { mode: 0o600 })
  writeFileSync(join(cwd, "new/commercial.crt"), renewed.certificate)
  writeFileSync(join(cwd, "new/commercial_ca.crt"), renewed.chain)
  return cwd
}

const ansibleVault = "/usr/bin/ansible-vault"
const ansible = ["--export", "ansible", "--out", "playbook"]
const sealed = ["--vault-password-file", "password"]
const rollout = (cwd: string, ...words: readonly string[]): Promise<RunResult> =>
  runCli(["rollout", "new", ...words], { cwd, now: Date.parse("2026-11-23T12:00:00Z"), env: { HOME: cwd } })

describe("certfleet rollout --export ansible", () => {
  it("writes a playbook, and names the next command", async () => {
    const cwd = folder()
    const run = await rollout(cwd, ...ansible, ...sealed, "--vault-id", "mail")
    expect(run).toMatchObject({ exitCode: 0, stdout: "wrote playbook: a playbook for 3 servers\n" })
    expect(run.stderr).toContain("next: cd playbook && ansible-playbook rollout.yml --ask-vault-pass --check")
    expect(readdirSync(join(cwd, "playbook")).sort()).toEqual([
      ...["README.md", "ansible.cfg", "group_vars", "inventory.yml", "roles", "rollout.yml"],
    ])
    const key = join(cwd, "playbook/roles/certfleet/files/commercial.key")
    expect(readFileSync(key, "utf8")).toMatch(/^\$ANSIBLE_VAULT;1\.2;AES256;mail\n/)
    expect(statSync(key).mode & 0o777).toBe(0o600)
    expect(readFileSync(join(cwd, "playbook/group_vars/certfleet.yml"), "utf8")).toContain(
      '"{{ playbook_dir }}/../fleet.yaml"',
    )
  })

  it.each([
    [["--export", "ansible"], "--export needs a folder"],
    [["--export", "puppet", "--out", "playbook"], "--export puppet is not known"],
    [["--out", "playbook"], "go with --export"],
    [[...ansible, ...sealed, "--dry-run"], "--dry-run does not go with --export"],
    [[...ansible, ...sealed, "--resume"], "--resume does not go with --export"],
    [[...ansible, ...sealed, "--canary", "1"], "--canary cannot be carried over"],
    [[...ansible, ...sealed, "--vault-id", "a;b"], "that is no vault id"],
    [[...ansible, "--vault-password-file", "nowhere"], "nowhere: no such file"],
  ])("refuses %j, and writes nothing", async (words, message) => {
    const cwd = folder()
    const run = await rollout(cwd, ...words)
    expect(run).toMatchObject({ exitCode: 2, stdout: "", stderr: expect.stringContaining(message) })
    expect(readdirSync(cwd).sort()).toEqual(["fleet.yaml", "new", "password"])
  })

  it("writes into no folder that is there", async () => {
    const cwd = folder()
    mkdirSync(join(cwd, "playbook"))
    const run = await rollout(cwd, ...ansible, ...sealed)
    expect(run).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("playbook exists already") })
    expect(readdirSync(join(cwd, "playbook"))).toEqual([])
    expect(readdirSync(cwd).sort()).toEqual(["fleet.yaml", "new", "password", "playbook"])
  })

  it("says what does without a terminal", async () => {
    expect(await rollout(folder(), ...ansible)).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining(
        "no terminal to ask for the vault password\ncertfleet: hint: use --vault-password-file FILE\n",
      ),
    })
  })

  it.runIf(existsSync(ansibleVault)).each([
    ["a byte order mark", Buffer.from("\ufeffsimple\n")],
    ["blanks at both ends", Buffer.from("\t simple \u000b\u000c \r\n\r\n")],
    ["empty lines before it", Buffer.from("\n\r\nsimple\n")],
    ["several lines", Buffer.from("simple\n\nother\n")],
    ["blanks that are no ASCII", Buffer.from("\u00a0simple\u00a0\n")],
    ["Latin-1", Buffer.from("gr\u00fc\u00dfe\u00a0\n", "latin1")],
    ["the look of a program", Buffer.from("#!/bin/sh\n")],
  ])(
    "seals the key as ansible-vault opens it by the same file: %s (needs ansible-core)",
    async (_, content) => {
      const cwd = folder()
      writeFileSync(join(cwd, "password"), content)
      expect(await rollout(cwd, ...ansible, ...sealed)).toMatchObject({ exitCode: 0 })
      const words = ["view", ...sealed, "playbook/roles/certfleet/files/commercial.key"]
      const env = {
        PATH: "/usr/bin:/bin",
        HOME: cwd,
        ANSIBLE_LOCAL_TEMP: cwd,
        LC_ALL: "C.UTF-8",
        PAGER: "cat",
      }
      const key = execFileSync(ansibleVault, words, { cwd, env, stdio: ["ignore", "pipe", "pipe"] })
      expect(key.toString().trim()).toBe(Buffer.from(renewed.key.reveal()).toString().trim())
    },
  )

  it.each([
    ["blanks alone", " \n\n", "the vault password is empty"],
    ["a vault", "\n$ANSIBLE_VAULT;1.1;AES256\n3132\n", "password is sealed by ansible-vault itself"],
  ])("takes no %s for a password", async (_, content, message) => {
    const cwd = folder()
    writeFileSync(join(cwd, "password"), content)
    const run = await rollout(cwd, ...ansible, ...sealed)
    expect(run).toMatchObject({ exitCode: 2, stderr: expect.stringContaining(message) })
  })

  it("takes no program for a password", async () => {
    const cwd = folder()
    writeFileSync(join(cwd, "password"), "#!/bin/sh\necho simple\n")
    chmodSync(join(cwd, "password"), 0o700)
    const run = await rollout(cwd, ...ansible, ...sealed)
    expect(run).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("<(./password);") })
  })
})
