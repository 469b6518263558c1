import { type ChildProcess, spawn } from "node:child_process"
import { readFileSync } from "node:fs"
import { mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join, resolve } from "node:path"
import { type Benchmark, type Measure, median } from "./benchmark.js"
import { buildClient } from "./buildClient.js"

const servers = 200
const dead = 60
const rounds = 5
/** Seconds that a dead port may take. */
const timeout = 3
const program = resolve("bin/certfleet.js")
const clients: string[] = []

/** What a look at a large fleet costs beside the handshakes that it cannot do without. */
export const status: Benchmark = {
  name: "status",
  about: `${servers} servers with three ports each, against as many bare handshakes; ${dead} more that accept and never answer`,
  async run() {
    const folder = await mkdtemp(join(tmpdir(), "certfleet-bench-"))
    const fleet = await started(folder)
    try {
      return await measures(folder)
    } finally {
      fleet.stdin?.end()
      for (const made of [folder, ...clients]) await rm(made, { recursive: true, force: true })
    }
  },
}

async function built(name: string): Promise<string> {
  const file = await buildClient(name)
  clients.push(file)
  return file
}

async function started(folder: string): Promise<ChildProcess> {
  const script = await built("statusServers")
  const child = spawn(process.execPath, [script, folder, String(servers), String(dead)], {
    stdio: ["pipe", "pipe", "inherit"],
  })
  await new Promise((done) => child.stdout.once("data", done))
  return child
}

async function measures(folder: string): Promise<Measure[]> {
  const client = await built("statusClient")
  const places = join(folder, "places.json")
  const first = await look(folder, "fleet.yaml")
  const { servers: seen } = JSON.parse(first.stdout) as {
    servers: { ports: { port: number; sni: string }[] }[]
  }
  const handshakes = seen.flatMap(({ ports }) => ports)
  await writeFile(places, JSON.stringify(handshakes))
  const times = { status: [] as number[], bare: [] as number[] }
  let peak = 0
  for (let round = 0; round < rounds; round++) {
    const own = await look(folder, "fleet.yaml")
    times.status.push(own.seconds)
    peak = Math.max(peak, own.peakMib)
    times.bare.push((await timed([client, places], folder)).seconds)
  }
  const alive = median(times.status)
  const withDead = await look(folder, "with-dead.yaml", [3])
  return [
    {
      name: "wall time against bare handshakes",
      value: alive / median(times.bare),
      limit: 1.3,
      unit: "×",
      detail: `${alive.toFixed(2)} s against ${median(times.bare).toFixed(2)} s for ${handshakes.length} handshakes`,
    },
    { name: "peak memory", value: Math.max(peak, withDead.peakMib), limit: 150, unit: " MiB" },
    {
      name: `what ${dead} dead servers cost, in time limits of a port`,
      value: (withDead.seconds - alive) / timeout,
      limit: 1.1,
      unit: "",
      detail: `${withDead.seconds.toFixed(2)} s with a limit of ${timeout} s`,
    },
  ]
}

interface Run {
  readonly seconds: number
  readonly peakMib: number
  readonly stdout: string
}

function look(folder: string, fleet: string, expected: readonly number[] = [0]): Promise<Run> {
  const own = ["--no-ssh", "--no-farms", "--json", "--trust", "root.pem", "--timeout", String(timeout)]
  return timed([program, "status", "--fleet", fleet, ...own], folder, expected)
}

async function timed(argv: readonly string[], cwd: string, expected: readonly number[] = [0]): Promise<Run> {
  const began = process.hrtime.bigint()
  const { NODE_EXTRA_CA_CERTS: _, ...env } = process.env
  const child = spawn(process.execPath, argv, { cwd, env, stdio: ["ignore", "pipe", "pipe"] })
  let [stdout, stderr, peakMib] = ["", "", 0]
  child.stdout.on("data", (chunk: Buffer) => {
    stdout += chunk.toString()
  })
  child.stderr.on("data", (chunk: Buffer) => {
    stderr += chunk.toString()
  })
  const timer = setInterval(() => {
    peakMib = Math.max(peakMib, peakOf(child.pid))
  }, 10)
  const code = await new Promise<number | null>((done) => child.once("close", done))
  clearInterval(timer)
  if (code === null || !expected.includes(code))
    throw new Error(`${argv.join(" ")} ended with ${code}: ${stderr.slice(-500)}`)
  return { seconds: Number(process.hrtime.bigint() - began) / 1e9, peakMib, stdout }
}

function peakOf(pid = 0): number {
  try {
    const text = readFileSync(`/proc/${pid}/status`, "utf8")
    return Number(/^VmHWM:\s+(\d+) kB/m.exec(text)?.[1] ?? 0) / 1024
  } catch {
    return 0
  }
}
