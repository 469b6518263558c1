import { existsSync, readdirSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { fingerprint, newCa, type Served, served } from "../probe/material.js"
import { certfleet, servedBy } from "./certfleet.js"
import type { CommandResult } from "./client.js"
import { sceneOf } from "./scene.js"
import { type SshdHost, whyNot } from "./sshd.js"

const reason = whyNot()

interface Result {
  readonly rollout: string
  readonly hosts: readonly { readonly host: string; readonly outcome: string; readonly reason?: string }[]
}

describe.skipIf(reason !== undefined)(
  `two rollouts at the same instant over real OpenSSH servers${reason === undefined ? "" : ` (skipped: ${reason})`}`,
  () => {
    const scene = sceneOf([
      { name: "mbs01.example.edu", roles: ["mailbox"] },
      { name: "ldap01.example.edu", roles: ["ldap"], ldapMaster: true },
      { name: "prx01.example.edu", roles: ["proxy"] },
    ])

    /** From two folders, as on two machines: what keeps them apart is on the hosts. */
    async function race(pairs: readonly [Served, Served]): Promise<[CommandResult, CommandResult]> {
      const [one, two] = await Promise.all(pairs.map((pair) => scene.prepare({}, pair)))
      const start = (from: typeof one): Promise<CommandResult> =>
        certfleet(["rollout", from?.dir ?? "", "--json", "--max-failures", "3"], from?.cwd ?? "")
      return Promise.all([start(one), start(two)])
    }

    it("never change a host both, and the one that is refused says who holds it", async () => {
      const other = await served(await newCa(Date.now), ["mail.example.edu", "*.example.edu"])
      const pairs = [scene.renewed, other] as const
      // So long at each that neither is over before the other has come.
      await Promise.all(scene.fleet.hosts.map((host) => host.fault("slow", "0.2")))
      const results = (await race(pairs)).map(({ status, stdout, stderr }): Result => {
        expect([0, 1], stdout + stderr).toContain(status)
        return JSON.parse(stdout) as Result
      })
      for (const host of scene.fleet.hosts) {
        const own = results.map(({ hosts }) => hosts.find((one) => one.host === host.name))
        expect(own.map((one) => one?.outcome).sort(), host.name).toEqual(["aborted", "done"])
        const refused = own.find((one) => one?.outcome === "aborted")
        expect(refused?.reason).toMatch(
          /^another rollout holds this host \([^()]+@[^()]+, [^()]+\): end it with/,
        )
        const winner = own.findIndex((one) => one?.outcome === "done")
        const wanted = fingerprint(pairs[winner]?.cert ?? "")
        expect(new Set(Object.values(await servedBy(host))), host.name).toEqual(new Set([wanted]))
        expect(leftOn(host)).toEqual([results[winner]?.rollout])
      }
    })
  },
)

/** What certfleet left in its folder on a host: the winner's backup, no lock, no staged key. */
function leftOn({ home }: SshdHost): string[] {
  const folder = join(home, "ssl/certfleet")
  return existsSync(folder) ? readdirSync(folder) : []
}
