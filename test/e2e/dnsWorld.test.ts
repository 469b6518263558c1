import { existsSync } from "node:fs"
import { mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { whyNoKnot } from "../support/knot.js"
import { whyNoPebble } from "../support/pebble.js"
import { program, requireFreshBuild } from "./certfleet.js"
import { runProgram } from "./client.js"

const root = join(import.meta.dirname, "../..")

function whyNot(): string | undefined {
  if (process.getuid?.() !== 0) return "needs root"
  const missing = ["/usr/bin/unshare", "/bin/ip"].find((file) => !existsSync(file))
  return missing === undefined ? (whyNoKnot() ?? whyNoPebble()) : `needs ${missing}`
}

/** Port 53 of these addresses is this namespace's alone, and so is its resolv.conf. */
const script = `set -e
mount --make-rprivate /
mount --bind "$1/resolv.conf" /etc/resolv.conf
ip link set lo up
ip addr add 192.0.2.1/32 dev lo
ip addr add 192.0.2.2/32 dev lo
shift
exec "$@"`

const reason = whyNot()

describe.skipIf(reason !== undefined)(
  `certfleet order by signed updates, name servers on port 53${reason === undefined ? "" : ` (${reason})`}`,
  () => {
    it("waits for the secondary, follows a CNAME into another zone, takes everything back, and shows the TSIG key nowhere; by a hook for eighteen names, too", async () => {
      requireFreshBuild()
      const folder = await mkdtemp(join(tmpdir(), "certfleet-world-"))
      await writeFile(join(folder, "resolv.conf"), "nameserver 127.0.0.1\n")
      const world = ["node", ".ci/run-ts.mjs", "test/e2e/dnsWorld.ts", program, folder]
      const ended = await runProgram(
        "setpriv",
        [
          ...["--pdeathsig", "KILL", "unshare", "--net", "--mount", "--pid", "--fork", "--mount-proc"],
          ...["--kill-child=KILL", "sh", "-c", script, "sh", folder, ...world],
        ],
        { cwd: root, env: { PATH: process.env["PATH"] ?? "", HOME: folder } },
      )
      await rm(folder, { recursive: true, force: true, maxRetries: 10 })
      expect([ended.status, ended.stderr]).toEqual([0, ""])
      const seen = JSON.parse(ended.stdout)
      expect(seen.check).toEqual({ status: 0, stderr: "" })
      expect(seen.wrong).toMatchObject({
        status: 3,
        stderr: expect.stringContaining("refuses the key acme.example.edu: BADSIG"),
      })
      expect(seen.good).toMatchObject({
        status: 0,
        stderr: expect.not.stringMatching(/warning: .*(left|back)/),
      })
      expect(JSON.parse(seen.good.stdout)).toMatchObject({ outcome: "issued", differences: [] })
      expect(seen).toMatchObject({ transfers: true, left: [0, 0] })
      expect(seen.looks).toBeGreaterThan(20)
      expect(seen.holding).toEqual({ programs: [], files: [], words: 0, servers: 0 })
      // The same by a hook, for eighteen names: published for all, then taken back for all.
      const { hook } = seen
      expect([hook.status, hook.stderr]).toEqual([0, expect.not.stringContaining("warning")])
      expect(JSON.parse(hook.stdout)).toMatchObject({ outcome: "issued", differences: [] })
      const called = (word: string): string[] =>
        seen.eighteen.map((name: string) => `${word} _acme-challenge.${name}`)
      expect(hook.calls.slice(0, 18).sort()).toEqual(called("present").sort())
      expect(hook.calls.slice(18).sort()).toEqual(called("cleanup").sort())
      expect(hook.left).toBe(0)
    })
  },
)
