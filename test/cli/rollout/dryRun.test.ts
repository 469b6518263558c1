import { createPrivateKey } from "node:crypto"
import { mkdirSync, readdirSync, renameSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { beforeAll, describe, expect, it } from "vitest"
import type { Payload } from "../../../src/rollout/plan.js"
import { oldAndRenewed, victim } from "../../support/threeServers.js"
import type { RunResult } from "../testIo.js"
import { runIn, sceneIn } from "./scene.js"

let pairs: { readonly old: Payload; readonly renewed: Payload }

beforeAll(async () => {
  pairs = await oldAndRenewed()
})

/** Host → the phases in which something would run. */
function phasesIn({ stdout }: RunResult): Record<string, string[]> {
  const { hosts } = JSON.parse(stdout) as { hosts: { host: string; steps: { phase: string }[] }[] }
  return Object.fromEntries(
    hosts.map(({ host, steps }) => [host, [...new Set(steps.map(({ phase }) => phase))]]),
  )
}

const forward = ["preflight", "stage", "verify", "backup", "deploy", "activate", "finish"]

describe("rollout --dry-run", () => {
  it("prints the commands and leaves nothing behind", async () => {
    const { cwd } = sceneIn(pairs)
    const shown = await runIn(cwd, ["rollout", "bundle", "--dry-run"])
    expect([shown.exitCode, shown.stderr]).toEqual([0, ""])
    expect(shown.stdout).toContain("Would roll out mail.example.edu")
    const json = await runIn(cwd, ["rollout", "bundle", "--dry-run", "--json"])
    expect(Object.values(phasesIn(json))).toEqual([forward, forward, forward])
    expect(readdirSync(join(cwd, "bundle/rollouts"))).toEqual([])
  })

  it("asks nobody for the passphrase of an encrypted key, and says that it was not looked at", async () => {
    const { cwd } = sceneIn(pairs)
    const key = createPrivateKey(Buffer.from(pairs.renewed.key.reveal()))
    const encrypted = key.export({
      type: "pkcs8",
      format: "pem",
      cipher: "aes-256-cbc",
      passphrase: "secret",
    })
    writeFileSync(join(cwd, "bundle/commercial.key"), encrypted, { mode: 0o600 })
    const shown = await runIn(cwd, ["rollout", "bundle", "--dry-run"])
    expect(shown.exitCode).toBe(0)
    expect(shown.stderr).toBe(
      "certfleet: warning: the private key is encrypted and was not opened: whether it is the certificate's was not checked\n",
    )
    writeFileSync(join(cwd, "pass"), "wrong\n")
    const given = await runIn(cwd, ["rollout", "bundle", "--dry-run", "--passphrase-file", "pass"])
    expect([given.exitCode, given.stderr]).toEqual([2, expect.stringContaining("passphrase")])
  })

  it("finds the newest certificate beside a fleet.yaml in another folder", async () => {
    const { cwd } = sceneIn(pairs)
    const site = join(cwd, "site")
    mkdirSync(join(site, "certificates/mail.example.edu"), { recursive: true })
    renameSync(join(cwd, "bundle"), join(site, "certificates/mail.example.edu/2026-11-23-0a1b2c3d"))
    renameSync(join(cwd, "fleet.yaml"), join(site, "fleet.yaml"))
    const shown = await runIn(cwd, ["rollout", "--fleet", "site/fleet.yaml", "--dry-run"])
    expect([shown.exitCode, shown.stderr]).toEqual([0, ""])
    expect(shown.stdout).toContain("Would roll out mail.example.edu")
  })

  it("shows with --resume what resuming does: the way back, when the journal calls everybody back", async () => {
    const { cwd, journal } = sceneIn(pairs)
    await journal("to the decision")
    const json = await runIn(cwd, ["rollout", "bundle", "--resume", "--dry-run", "--json"])
    expect([json.exitCode, json.stderr]).toEqual([0, ""])
    const back = ["restore", "reactivate", "release"]
    // The one whose proof failed was back before that was decided.
    // What LDAP holds is looked at in the end.
    const ldap = ["restore", "reactivate", "reprove", "release"]
    expect(phasesIn(json)).toEqual({ [victim]: [], "ldap01.example.edu": ldap, "prx01.example.edu": back })
  })
})

describe("what the run refuses", () => {
  it.each([
    [["--deadline", "-1"], "--deadline -1 is not a number of seconds"],
    [["--deadline", "abc"], "--deadline abc is not a number of seconds"],
    [["--max-failures", "110%"], "--max-failures 110% is more than all servers"],
    [["--canary", "0"], "--canary 0 is not a whole number from 1 up"],
    [["--events", "e.jsonl", "--dry-run"], "--events does not go with --dry-run"],
    [["--html", "h.html", "--dry-run"], "--html does not go with --dry-run"],
  ])(
    "%j is refused by a rollout, its dry run and its export, before anything is looked at",
    async (words, message) => {
      const { cwd } = sceneIn(pairs)
      const refused = { exitCode: 2, stdout: "", stderr: expect.stringContaining(message) }
      const dry = words.includes("--dry-run") ? [] : ["--dry-run"]
      expect(await runIn(cwd, ["rollout", "nowhere", ...words])).toMatchObject(refused)
      expect(await runIn(cwd, ["rollout", "nowhere", ...words, ...dry])).toMatchObject(refused)
      const exported = await runIn(cwd, ["rollout", "bundle", ...words, "--export", "ansible", "--out", "p"])
      expect(exported).toMatchObject({ exitCode: 2, stdout: "" })
      expect(readdirSync(cwd).sort()).toEqual(["bundle", "fleet.yaml"])
    },
  )

  it.each([
    [["--deadline", "-1"], "--deadline -1 is not a number of seconds"],
    [["--events", "-"], "--events does not go with --dry-run"],
  ])("%j is refused by the dry run of a rollback", async (words, message) => {
    const { cwd, journal } = sceneIn(pairs)
    await journal("all")
    const run = await runIn(cwd, ["rollback", "bundle", "--dry-run", ...words])
    expect(run).toMatchObject({ exitCode: 2, stdout: "", stderr: expect.stringContaining(message) })
  })
})

describe("rollback --dry-run", () => {
  it("shows the way back of the servers that it would take back", async () => {
    const { cwd, journal } = sceneIn(pairs)
    await journal("all")
    const json = await runIn(cwd, ["rollback", "bundle", "--limit", "mbs01", "--dry-run", "--json"])
    expect([json.exitCode, json.stderr]).toEqual([0, ""])
    expect(phasesIn(json)).toEqual({ [victim]: ["review", "hold", "restore", "reactivate", "release"] })
    const shown = await runIn(cwd, ["rollback", "bundle", "--dry-run"])
    expect(shown.stdout).toContain("Would put back what 3 servers had before rollout")
  })
})
