import { spawnSync } from "node:child_process"
import { existsSync } from "node:fs"
import { resolve } from "node:path"
import { type Benchmark, type Measure, median } from "./benchmark.js"

const rounds = 41
const program = resolve("bin/certfleet.js")

/** What a user waits for before anything happens. */
export const start: Benchmark = {
  name: "start",
  about: `median wall time of ${rounds} runs each, in turn with a bare node`,
  async run() {
    if (!existsSync(resolve("dist/cli.js"))) throw new Error("build first: npm run build")
    const commands = { bare: ["-e", "0"], version: [program, "--version"], help: [program, "--help"] }
    const times: Record<keyof typeof commands, number[]> = { bare: [], version: [], help: [] }
    // In turn, so that whatever else the machine does hits all of them alike; the first round warms the disk.
    for (let round = 0; round <= rounds; round++)
      for (const name of ["bare", "version", "help"] as const) {
        const ms = wall(commands[name])
        if (round > 0) times[name].push(ms)
      }
    const bare = median(times.bare)
    const measure = (name: "version" | "help"): Measure => ({
      name: `--${name}`,
      value: median(times[name]) / bare,
      limit: 1.25,
      unit: "×",
      detail: `${median(times[name]).toFixed(1)} ms against ${bare.toFixed(1)} ms`,
    })
    return [measure("version"), measure("help")]
  },
}

/** Milliseconds from start to end of a node process that ends with one of the given statuses. */
export function wall(args: readonly string[], statuses: readonly (number | null)[] = [0]): number {
  const from = performance.now()
  const { status } = spawnSync(process.execPath, args, { stdio: "ignore" })
  if (!statuses.includes(status)) throw new Error(`node ${args.join(" ")} ended with ${status}`)
  return performance.now() - from
}
