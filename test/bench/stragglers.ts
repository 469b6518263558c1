import { mkdtemp, readFile, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { readJournal } from "../../src/rollout/record/journal.js"
import { certfleet, deliveryFolder } from "../e2e/certfleet.js"
import { type SshdHostSpec, startSshdFleet, whyNot } from "../e2e/sshd.js"
import { newCa, served } from "../probe/material.js"
import type { Weather, Wire } from "../support/wire.js"
import type { Benchmark } from "./benchmark.js"
import { compareRuns, type Run } from "./stragglersCompared.js"
import { layWires, simulateTime } from "./stragglersFleet.js"

const rounds = 3
/** Longer than the first part takes, so that the wait for the dead host can be seen. */
const connectTimeout = 20
const delayMs = 100
const [slow, dead] = ["mbs12.example.edu", "mbs13.example.edu"]

const specs: readonly SshdHostSpec[] = [
  ...named("mbs", 26, "mailbox"),
  ...named("prx", 12, "proxy"),
  ...named("mx", 12, "mta"),
]

function named(prefix: string, count: number, role: "mailbox" | "proxy" | "mta"): SshdHostSpec[] {
  return Array.from({ length: count }, (_, at) => ({
    name: `${prefix}${String(at + 1).padStart(2, "0")}.example.edu`,
    roles: [role],
  }))
}

/** One slow and one dead host among fifty OpenSSH servers: what it costs the other 48. */
export const stragglers: Benchmark = {
  name: "stragglers",
  about: `${specs.length} OpenSSH servers, one of them ${delayMs} ms away in each direction and one dead, in turn with all well`,
  async run() {
    const missing = whyNot()
    if (missing !== undefined) throw new Error(`stragglers cannot run here: ${missing}`)
    const ca = await newCa(Date.now)
    const names = ["mail.example.edu", "*.example.edu"]
    const old = await served(ca, names)
    const fleet = await startSshdFleet({
      hosts: specs,
      initial: { key: old.key, crt: old.cert, ca: old.chain },
    })
    const cwd = await mkdtemp(join(tmpdir(), "certfleet-bench-"))
    const weathers: Readonly<Record<string, Weather>> = {
      [slow]: { delayMs: 0, silent: false },
      [dead]: { delayMs: 0, silent: false },
    }
    let wires: readonly Wire[] = []
    try {
      wires = await layWires(fleet, weathers, { cwd, connectTimeout })
      await simulateTime(fleet.hosts)
      const runs: Run[] = []
      for (let round = 0; round < rounds; round++)
        // Which one comes first alternates, too.
        for (const held of round % 2 === 0 ? [false, true] : [true, false]) {
          Object.assign(weathers[slow] ?? {}, { delayMs: held ? delayMs : 0 })
          Object.assign(weathers[dead] ?? {}, { silent: held })
          // A new certificate each time: a host that has it already would be left alone.
          const dir = await deliveryFolder(join(cwd, `bundle-${runs.length}`), await served(ca, names))
          runs.push({ held, entries: await rollOut(dir, held) })
        }
      return compareRuns(runs, { slow, dead, connectTimeout })
    } finally {
      for (const wire of wires) await wire.close()
      await fleet.stop()
      await rm(cwd, { recursive: true, force: true })
    }

    async function rollOut(dir: string, held: boolean): Promise<Run["entries"]> {
      const events = `${dir}.jsonl`
      const { status, stderr } = await certfleet(
        ["rollout", dir, "--max-failures", "1", "--events", events],
        cwd,
      )
      if (status !== (held ? 1 : 0))
        throw new Error(`the rollout ended with ${status}: ${stderr.slice(-500)}`)
      return readJournal(await readFile(events, "utf8")).entries
    }
  },
}
