import { existsSync } from "node:fs"
import { rm, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { type SshdFleet, startSshdFleet, whyNot } from "../e2e/sshd.js"
import { newCa, type Served, served } from "../probe/material.js"
import { type Benchmark, type Measure, median, type Remark } from "./benchmark.js"
import { buildClient } from "./buildClient.js"
import type { FanoutSettings } from "./fanoutClient.js"
import { writeSshConfig } from "./sshConfig.js"
import { type Timing, timed, timedAll } from "./timed.js"
import { measureRollout } from "./wholeRollout.js"

interface Size {
  readonly hosts: number
  /** How often each tool visits all of them. */
  readonly rounds: number
  /** CPU time against that of pssh, at most. */
  readonly cpu: number
}

const sizes: readonly Size[] = [
  { hosts: 12, rounds: 7, cpu: 0.6 },
  { hosts: 50, rounds: 5, cpu: 0.35 },
  { hosts: 200, rounds: 3, cpu: 0.25 },
]

/** The same work over the same sshd hosts: three files copied, one command run. */
export const fanout: Benchmark = {
  name: "fanout",
  about: `copy three files to every host and run one command, against pssh and clush, in turn, on Node ${process.versions.node}`,
  async run() {
    const missing =
      whyNot() ??
      ["/usr/bin/parallel-ssh", "/usr/bin/clush"]
        .filter((file) => !existsSync(file))
        .map((file) => `needs ${file} (apt-get install pssh clustershell)`)[0]
    if (missing !== undefined) throw new Error(`fanout cannot run here: ${missing}`)
    return measureAll()
  },
}

async function* measureAll(): AsyncGenerator<Measure | Remark> {
  const client = await buildClient("fanoutClient")
  try {
    const material = await served(await newCa(Date.now), ["mail.example.edu", "*.example.edu"])
    for (const size of sizes) yield* await measureSize(size, client, material)
    yield* await measureRollout()
  } finally {
    await rm(client, { force: true })
  }
}

async function measureSize(size: Size, client: string, material: Served): Promise<(Measure | Remark)[]> {
  const hosts = Array.from({ length: size.hosts }, (_, at) => ({
    name: `host${at + 1}.example.edu`,
    roles: [],
  }))
  const fleet = await startSshdFleet({
    hosts,
    initial: { key: material.key, crt: material.cert, ca: material.chain },
  })
  try {
    const { certfleet, ...tools } = await prepareTools(fleet, client, material)
    const own: Timing[] = []
    const peers = new Map(
      Object.entries(tools).map(([name, work]) => [name, { work, times: [] as Timing[] }]),
    )
    const remarks: Remark[] = []
    for (let round = 0; round < size.rounds; round++) {
      own.push(await certfleet())
      for (const [name, { work, times }] of peers)
        try {
          times.push(await work())
        } catch (error) {
          // One that gives up, as pssh does after 60 seconds, says nothing of ours.
          peers.delete(name)
          remarks.push({
            remark: `${size.hosts} hosts: ${name} failed: ${String(error).replace(/\s+/g, " ").slice(0, 200)}`,
          })
        }
    }
    return [...remarks, ...[...peers].flatMap(([name, { times }]) => compare(size, name, own, times))]
  } finally {
    await fleet.stop()
  }
}

function compare(size: Size, peer: string, own: readonly Timing[], other: readonly Timing[]): Measure[] {
  const of = (times: readonly Timing[], what: keyof Timing): number =>
    median(times.map((timing) => timing[what]))
  const ratio = (what: keyof Timing, limit?: number): Measure => ({
    name: `${size.hosts} hosts, ${what} against ${peer}`,
    value: of(own, what) / of(other, what),
    unit: "×",
    ...(limit === undefined ? {} : { limit }),
    detail: `${of(own, what).toFixed(2)} s against ${of(other, what).toFixed(2)} s`,
  })
  return peer === "pssh" ? [ratio("wall", 0.7), ratio("cpu", size.cpu)] : [ratio("wall"), ratio("cpu")]
}

async function prepareTools(
  fleet: SshdFleet,
  client: string,
  material: Served,
): Promise<Record<"certfleet" | "pssh" | "clush", () => Promise<Timing>>> {
  const { folder, hosts, identityFile, knownHosts } = fleet
  const contents = {
    "commercial.key": material.key,
    "commercial.crt": material.cert,
    "commercial_ca.crt": material.chain,
  }
  const files: string[] = []
  for (const [name, content] of Object.entries(contents)) {
    const file = join(folder, name)
    await writeFile(file, content, { mode: 0o600 })
    files.push(file)
  }
  const destination = "/tmp/staged"
  const command = ["uname", "-n"]
  const settings: FanoutSettings = {
    ports: hosts.map(({ port }) => port),
    identityFile,
    knownHosts,
    files,
    destination,
    command,
  }
  const settingsFile = join(folder, "fanout.json")
  await writeFile(settingsFile, JSON.stringify(settings))
  const { config, hostList, names } = await writeSshConfig(fleet)
  // The folder for the copies exists already for the other tools: certfleet makes it in the same breath.
  await Promise.all(hosts.map((host) => fleet.ssh(host, "root", `mkdir -p ${destination}`)))
  const width = String(hosts.length)
  const pssh = ["-h", hostList, "-p", width, "-x", `-F ${config}`]
  const clush = ["-S", "-q", "-f", width, "-o", `-F ${config}`, "-w", names.join(",")]
  return {
    certfleet: () => timed([process.execPath, client, settingsFile]),
    pssh: () =>
      timedAll([
        ["parallel-scp", ...pssh, ...files, destination],
        ["parallel-ssh", ...pssh, ...command],
      ]),
    clush: () =>
      timedAll([
        ["clush", ...clush, "--copy", ...files, "--dest", destination],
        ["clush", ...clush, ...command],
      ]),
  }
}
