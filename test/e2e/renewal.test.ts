import { existsSync } from "node:fs"
import { mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { requirePublishedShape } from "../cli/publishedSchema.js"
import { whyNoKnot } from "../support/knot.js"
import { whyNoPebble } from "../support/pebble.js"
import { program, requireFreshBuild } from "./certfleet.js"
import { runProgram } from "./client.js"
import type { Scenario } from "./renewal/scenario.js"

const root = join(import.meta.dirname, "../..")

function whyNot(): string | undefined {
  if (process.platform !== "linux" || process.getuid?.() !== 0) return "needs Linux and root"
  const programs = ["/usr/bin/unshare", "/usr/bin/setpriv", "/bin/ip"]
  const missing = programs.filter((file) => !existsSync(file)).map((file) => `needs ${file}`)[0]
  return missing ?? whyNoKnot() ?? whyNoPebble()
}

/** Port 53 of this namespace's loopback belongs to the test alone. */
const script = `set -e
mount --make-rprivate /
mount --bind "$1/resolv.conf" /etc/resolv.conf
ip link set lo up
shift
exec "$@"`

const reason = whyNot()

describe.skipIf(reason !== undefined)(
  `certfleet renew, at Pebble by dns-01 through Knot, on twelve servers${reason ? ` (${reason})` : ""}`,
  () => {
    it("comes from due to served everywhere with one order, killed at every entry of its journals, and when the CA has an order that nobody wrote down", async () => {
      requireFreshBuild()
      const folder = await mkdtemp(join(tmpdir(), "certfleet-renewal-"))
      await writeFile(join(folder, "resolv.conf"), "nameserver 127.0.0.1\n")
      const killAt = join(root, "test/e2e/renewal/killAt.mjs")
      const scenario = ["node", ".ci/run-ts.mjs", "test/e2e/renewal/scenario.ts", folder, program, killAt]
      const ended = await runProgram(
        "setpriv",
        [
          ...["--pdeathsig", "KILL", "unshare", "--net", "--mount", "--pid", "--fork", "--kill-child=KILL"],
          ...["--mount-proc", "sh", "-c", script, "sh", folder, ...scenario],
        ],
        { cwd: root, env: { PATH: process.env["PATH"] ?? "", HOME: folder } },
      )
      await rm(folder, { recursive: true, force: true, maxRetries: 10 })
      expect({ status: ended.status, stderr: ended.stderr }).toEqual({ status: 0, stderr: "" })
      const came = JSON.parse(ended.stdout) as Scenario
      expect(came.kills.filter(({ wasKilled }) => !wasKilled)).toEqual([])
      expect(came.kills).toHaveLength(14 + 20 + 3)
      expect(came.runs.map(({ status }) => status)).toEqual([0, 0])
      expect(came.runs.map(({ stdout }) => JSON.parse(stdout).outcome)).toEqual(["not-due", "not-due"])
      expect({ orders: came.orders, hosts: came.hosts, notNew: came.notNew }).toEqual({
        ...{ orders: 1, hosts: 10, notNew: [] },
      })
      expect(came.names).toBe(17)
      expect(came.leftRecords).toEqual([])
      expect(came.journal.filter((type) => type === "renewed")).toHaveLength(1)
      for (const { event, exitCode, result } of came.notified) {
        expect({ event, exitCode, result }).toMatchObject({
          ...{ event: "renewal", exitCode: 0, result: { outcome: "renewed" } },
        })
        requirePublishedShape(["renew", "--json"], JSON.stringify({ version: 1, ...result }))
      }
      for (const { stdout } of came.runs) requirePublishedShape(["renew", "--json"], stdout)
      expect(came.notified.length).toBeGreaterThan(0)
      expect(came.leaks).toEqual([])
    }, 400_000)
  },
)
