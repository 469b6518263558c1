import { existsSync } from "node:fs"
import { rm, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { type SshdFleet, startSshdFleet, whyNot } from "../e2e/sshd.js"
import { newCa, type Served, served } from "../probe/material.js"
import { type Benchmark, type Measure, median } from "./benchmark.js"
import { buildClient } from "./buildClient.js"
import type { FanoutSettings } from "./fanoutClient.js"
import { writeSshConfig } from "./sshConfig.js"
import { type Timing, timed, timedAll } from "./timed.js"
import { measureRollout } from "./wholeRollout.js"

/** Hosts, and how often each tool visits all of them. */
const sizes: readonly (readonly [hosts: number, rounds: number])[] = [
  [12, 7],
  [50, 5],
  [200, 3],
]

/** The same work over the same sshd hosts: three files copied, one command run. */
export const fanout: Benchmark = {
  name: "fanout",
  about: "copy three files to every host and run one command, against pssh and clush, in turn",
  async run() {
    const missing =
      whyNot() ??
      ["/usr/bin/parallel-ssh", "/usr/bin/clush"]
        .filter((file) => !existsSync(file))
        .map((file) => `needs ${file} (apt-get install pssh clustershell)`)[0]
    if (missing !== undefined) throw new Error(`fanout cannot run here: ${missing}`)
    const client = await buildClient("fanoutClient")
    try {
      const material = await served(await newCa(Date.now), ["mail.example.edu"])
      const measures: Measure[] = []
      for (const [count, rounds] of sizes)
        measures.push(...(await measureSize(count, rounds, client, material)))
      return [...measures, await measureRollout()]
    } finally {
      await rm(client, { force: true })
    }
  },
}

async function measureSize(
  count: number,
  rounds: number,
  client: string,
  material: Served,
): Promise<Measure[]> {
  const hosts = Array.from({ length: count }, (_, at) => ({ name: `host${at + 1}.example.edu`, roles: [] }))
  const fleet = await startSshdFleet({
    hosts,
    initial: { key: material.key, crt: material.cert, ca: material.chain },
  })
  try {
    const tools = await prepareTools(fleet, client, material)
    const times = new Map(Object.keys(tools).map((name) => [name, [] as Timing[]]))
    for (let round = 0; round < rounds; round++)
      for (const [name, work] of Object.entries(tools)) times.get(name)?.push(await work())
    return compare(count, times)
  } finally {
    await fleet.stop()
  }
}

function compare(count: number, times: ReadonlyMap<string, readonly Timing[]>): Measure[] {
  const of = (tool: string, what: keyof Timing): number =>
    median((times.get(tool) ?? []).map((timing) => timing[what]))
  const ratio = (what: keyof Timing, other: string, limit?: number): Measure => ({
    name: `${count} hosts, ${what} against ${other}`,
    value: of("certfleet", what) / of(other, what),
    unit: "×",
    ...(limit === undefined ? {} : { limit }),
    detail: `${of("certfleet", what).toFixed(2)} s against ${of(other, what).toFixed(2)} s`,
  })
  return [
    ratio("wall", "pssh", 0.7),
    ratio("cpu", "pssh", 0.35),
    ratio("wall", "clush"),
    ratio("cpu", "clush"),
  ]
}

async function prepareTools(
  fleet: SshdFleet,
  client: string,
  material: Served,
): Promise<Record<string, () => Promise<Timing>>> {
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
