/** Inputs that are far larger than any true one, and what a command spends on them. */
import { spawnSync } from "node:child_process"
import { writeFileSync } from "node:fs"
import { join, resolve } from "node:path"

const program = resolve(import.meta.dirname, "../../bin/certfleet.js")
const preload = `process.on("exit", () => {
  const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage()
  process.stderr.write("used " + JSON.stringify({ mebibytes: maxRSS / 1024, seconds: (userCPUTime + systemCPUTime) / 1e6 }))
})`

const block = (label: string): string => `-----BEGIN ${label}-----\nMAA=\n-----END ${label}-----\n`
const inputs = {
  "certificates.pem": block("CERTIFICATE").repeat(100_000),
  "others.pem": block("X").repeat(100_000),
  "glued.pem": block("CERTIFICATE").trimEnd().repeat(100_000),
  "keys.yaml": `certificate: {}\nservers: []\n${Array.from({ length: 40_000 }, (_, index) => `key${index}: 1\n`).join("")}`,
  "repeated.yaml": `certificate: {}\nservers: []\n${"key: 1\n".repeat(40_000)}`,
} as const

export const hugeInputCommands: readonly (readonly [what: string, args: readonly string[]])[] = [
  ["lint", ["lint", "--no-config", "certificates.pem"]],
  ["lint, of things that are none", ["lint", "--no-config", "others.pem"]],
  ["lint, on one line", ["lint", "--no-config", "glued.pem"]],
  ["check", ["check", "--no-fleet", "certificates.pem"]],
  ["import", ["import", "--no-fleet", "others.pem"]],
  ["check --trust", ["check", "--no-fleet", "--trust", "certificates.pem", "certificates.pem"]],
  ["names", ["names", "--fleet", "keys.yaml"]],
  ["lint of a fleet", ["lint", "--no-config", "keys.yaml"]],
  ["names of a fleet with repeated keys", ["names", "--fleet", "repeated.yaml"]],
]

export interface Spent {
  readonly status: number | null
  readonly mebibytes: number
  /** Of the processor. */
  readonly seconds: number
}

/** The folder is given, and is written to. */
export function spendOnHugeInputs(cwd: string, args: readonly string[]): Spent {
  for (const [name, content] of Object.entries(inputs)) writeFileSync(join(cwd, name), content)
  const preloaded = `--import=data:text/javascript,${encodeURIComponent(preload)}`
  const { status, stderr } = spawnSync(process.execPath, [preloaded, program, ...args], {
    ...{ cwd, encoding: "utf8", maxBuffer: 2 ** 28 },
  })
  return { status, ...JSON.parse(/used (.*)$/.exec(stderr)?.[1] ?? "{}") }
}
