import { spawn } from "node:child_process"
import { existsSync, readdirSync, writeFileSync } from "node:fs"
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import type { RolloutResult } from "../../src/rollout/engine.js"
import { fingerprint, newCa, served } from "../probe/material.js"
import { allServe, certfleet, deliveryFolder, fleetYaml, program, requireFreshBuild } from "./certfleet.js"
import { type SshdHost, type SshdHostSpec, startSshdFleet, whyNot } from "./sshd.js"

const reason = whyNot()

/** Twelve servers, as many of each role as in the example fleet and one more of two. */
const specs: readonly SshdHostSpec[] = (
  [
    ["mbs", "mailbox", 4],
    ["ldap", "ldap", 2],
    ["prx", "proxy", 3],
    ["mx", "mta", 3],
  ] as const
).flatMap(([name, role, count]) =>
  Array.from({ length: count }, (_, at) => ({
    name: `${name}0${at + 1}.example.edu`,
    roles: [role],
    ...(role === "ldap" && at === 0 ? { ldapMaster: true } : {}),
  })),
)

describe.skipIf(reason !== undefined)(
  `a rollout whose client is killed${reason === undefined ? "" : ` (skipped: ${reason})`}`,
  () => {
    it("leaves none of twelve hosts half deployed after --resume", async () => {
      requireFreshBuild()
      const ca = await newCa(Date.now)
      const old = await served(ca, ["mail.example.edu", "*.example.edu"], { from: -190, until: 9 })
      const renewed = await served(ca, ["mail.example.edu", "*.example.edu"])
      const fleet = await startSshdFleet({
        hosts: specs,
        initial: { key: old.key, crt: old.cert, ca: old.chain },
      })
      const cwd = await mkdtemp(join(tmpdir(), "certfleet-e2e-"))
      try {
        // Every other server is proven through its own connection, which the kill takes away as well.
        const prove = (index: number) => (index % 2 === 0 ? "ssh" : "direct")
        writeFileSync(join(cwd, "fleet.yaml"), fleetYaml(fleet, { prove }))
        const dir = await deliveryFolder(join(cwd, "new"), renewed)
        await Promise.all(fleet.hosts.map((one) => one.fault("slow", "0.2")))
        const child = spawn(process.execPath, [program, "rollout", dir], { cwd, stdio: "ignore" })
        const ended = new Promise((resolve) => child.once("exit", resolve))
        await expect.poll(() => fleet.hosts.every(isDeploying), { timeout: 60_000, interval: 20 }).toBe(true)
        child.kill("SIGKILL")
        await ended
        expect(fleet.hosts.some(isHalfDeployed)).toBe(true)
        const second = await certfleet(["rollout", dir], cwd)
        expect({ status: second.status, said: second.stderr }).toMatchObject({
          status: 2,
          said: expect.stringMatching(/rollout \S+ did not end.*\n.*--resume finishes it/),
        })
        const run = await certfleet(["rollout", dir, "--resume", "--json"], cwd)
        expect({ status: run.status, stderr: run.stderr }).toMatchObject({ status: 0 })
        expect(await allServe(fleet.hosts, fingerprint(renewed.cert))).toEqual([])
        const { hosts } = JSON.parse(run.stdout) as RolloutResult
        const ways = hosts.map(({ proofs = [] }) => [...new Set(proofs.map(({ from }) => from))])
        expect(ways).toEqual(hosts.map((_, index) => [prove(index)]))
      } finally {
        await fleet.stop()
        await rm(cwd, { recursive: true, force: true })
      }
    }, 180_000)
  },
)

/** The files that certfleet's detached deploycrt leaves on a host, by their ends. */
function deployFiles({ home }: SshdHost): string[] {
  const folder = join(home, "ssl/certfleet")
  const rollouts = existsSync(folder) ? readdirSync(folder) : []
  return rollouts.flatMap((name) => (/^\d/.test(name) ? readdirSync(join(folder, name)) : []))
}

function isDeploying(host: SshdHost): boolean {
  return deployFiles(host).includes("deploycrt.started")
}

function isHalfDeployed(host: SshdHost): boolean {
  return isDeploying(host) && !deployFiles(host).includes("deploycrt.status")
}
