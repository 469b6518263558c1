import { existsSync } from "node:fs"
import { mkdtemp, rm } from "node:fs/promises"
import module from "node:module"
import { tmpdir } from "node:os"
import { join, resolve } from "node:path"
import { type Benchmark, type Measure, median } from "./benchmark.js"
import { type Timing, timed } from "./timed.js"

const rounds = 41
const program = resolve("bin/certfleet.js")
const certificate = resolve("certs-fixtures/certs/leaf.pem")
const lint = ["lint", "--no-config", "--profile", "private", "--ignore", "expired", certificate]
const keepsCompiled = "enableCompileCache" in module

/** How many times as long as a bare node. */
const limits = { "--version": 1.25, "--help": 1.6, lint: keepsCompiled ? 1.6 : 2.2 }
const commands = {
  bare: ["-e", "0"],
  "--version": [program, "--version"],
  "--help": [program, "--help"],
  lint: [program, ...lint],
}
type Name = keyof typeof commands

/** What a user waits for before anything happens, with the Node that runs the benchmarks. */
export const start: Benchmark = {
  name: "start",
  about: `CPU time of ${rounds} runs each (median), in turn with a bare node, on Node ${process.versions.node}${keepsCompiled ? ", its compile cache warm" : ""}`,
  async run() {
    if (!existsSync(resolve("dist/cli.js"))) throw new Error("build first: npm run build")
    const cache = await mkdtemp(join(tmpdir(), "certfleet-bench-"))
    try {
      return measures(await timesOfAll({ XDG_CACHE_HOME: cache }))
    } finally {
      await rm(cache, { recursive: true, force: true })
    }
  },
}

async function timesOfAll(env: Readonly<Record<string, string>>): Promise<Record<Name, Timing[]>> {
  const times: Record<Name, Timing[]> = { bare: [], "--version": [], "--help": [], lint: [] }
  const names = Object.keys(commands) as Name[]
  // In turn, so that whatever else the machine does hits all of them alike; the first rounds warm disk and cache.
  for (let round = -2; round < rounds; round++)
    for (const name of names) {
      const timing = await timed([process.execPath, ...commands[name]], { env })
      if (round >= 0) times[name].push(timing)
    }
  return times
}

function measures(times: Readonly<Record<Name, readonly Timing[]>>): Measure[] {
  const of = (name: Name, what: keyof Timing): number =>
    median(times[name].map((timing) => timing[what] * 1000))
  return (["--version", "--help", "lint"] as const).map((name) => ({
    name: name === "lint" ? "lint of one certificate" : name,
    value: of(name, "cpu") / of("bare", "cpu"),
    limit: limits[name],
    unit: "×",
    detail: `${of(name, "cpu").toFixed(0)} ms against ${of("bare", "cpu").toFixed(0)} ms; wall ${(of(name, "wall") / of("bare", "wall")).toFixed(2)}×`,
  }))
}
