import { spawn } from "node:child_process"
import { readdirSync, readFileSync } from "node:fs"
import { resolve } from "node:path"
import type { Benchmark, Measure } from "./benchmark.js"
import { measureDescriptors } from "./descriptors.js"

const hosts = 200
const lookEveryMs = 10

/** Memory and file descriptors of the client process while it takes 200 servers through a whole rollout. */
export const scale: Benchmark = {
  name: "scale",
  about: `a whole rollout to ${hosts} embedded servers: memory and file descriptors of the client`,
  async run() {
    const began = Date.now()
    const program = resolve("bin/certfleet.js")
    const child = spawn(process.execPath, [program, "demo", "--hosts", String(hosts)], {
      stdio: ["ignore", "ignore", "pipe"],
    })
    let said = ""
    child.stderr.on("data", (chunk: Buffer) => {
      said += chunk.toString()
    })
    const seen = { peakMib: Number.NaN, fds: [] as number[] }
    const timer = setInterval(() => look(child.pid ?? 0, seen), lookEveryMs)
    const code = await new Promise((done) => child.once("close", done))
    clearInterval(timer)
    if (code !== 0) throw new Error(`the demo ended with exit code ${String(code)}: ${said.slice(-500)}`)
    const seconds = (Date.now() - began) / 1000
    return [...measures(seen, said, seconds), await measureDescriptors(hosts)]
  },
}

interface Seen {
  peakMib: number
  readonly fds: number[]
}

function measures({ peakMib, fds }: Seen, said: string, seconds: number): Measure[] {
  return [
    { name: "peak memory", value: peakMib, unit: " MiB", limit: 150 },
    { name: "file descriptors at most", value: Math.max(...fds), unit: "", detail: `${fds.length} looks` },
    { name: "unhandled rejections", value: said.split(/unhandled/i).length - 1, unit: "", limit: 0 },
    { name: "the whole demo", value: seconds, unit: " s" },
  ]
}

function look(demo: number, seen: Seen): void {
  const client = childrenOf(demo).find((pid) => read(`/proc/${pid}/cmdline`).includes("\0rollout\0"))
  if (client === undefined) return
  const peak = Number(/^VmHWM:\s+(\d+) kB/m.exec(read(`/proc/${client}/status`))?.[1]) / 1024
  const open = openFiles(client)
  if (open === 0) return
  seen.fds.push(open)
  if (!(peak <= seen.peakMib)) seen.peakMib = Number.isNaN(peak) ? seen.peakMib : peak
}

function childrenOf(pid: number): number[] {
  return read(`/proc/${pid}/task/${pid}/children`).trim().split(" ").filter(Boolean).map(Number)
}

/** 0 for a process that is just ending. */
function openFiles(pid: number): number {
  try {
    return readdirSync(`/proc/${pid}/fd`).length
  } catch {
    return 0
  }
}

function read(file: string): string {
  try {
    return readFileSync(file, "utf8")
  } catch {
    return ""
  }
}
