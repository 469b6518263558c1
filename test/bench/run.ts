import { createRequire } from "node:module"
import type { Benchmark, Measure } from "./benchmark.js"
import { fanout } from "./fanout.js"
import { inputs } from "./inputs.js"
import { lint } from "./lint.js"
import { parse } from "./parse.js"
import { scale } from "./scale.js"
import { start } from "./start.js"
import { status } from "./status.js"
import { stragglers } from "./stragglers.js"
import { validate } from "./validate.js"

const benchmarks: readonly Benchmark[] = [
  start,
  parse,
  validate,
  lint,
  inputs,
  fanout,
  scale,
  stragglers,
  status,
]

const wanted = process.argv.slice(2)
const unknown = wanted.filter((name) => !benchmarks.some((benchmark) => benchmark.name === name))
if (unknown.length > 0) {
  console.error(
    `no benchmark is called ${unknown.join(", ")}; there are: ${benchmarks.map(({ name }) => name).join(", ")}`,
  )
  process.exitCode = 2
} else {
  console.log(`Node ${process.versions.node}; ssh2's native part is ${nativePart() ? "" : "not "}loaded`)
  const chosen = wanted.length === 0 ? benchmarks : benchmarks.filter(({ name }) => wanted.includes(name))
  for (const { name, about, run } of chosen) {
    console.log(`${name}: ${about}`)
    for await (const result of await run()) {
      console.log(`  ${"remark" in result ? result.remark : line(result)}`)
      if (!("remark" in result) && isMissed(result)) process.exitCode = 1
    }
  }
}

/** What an install script built, where it was let: figures over SSH are not to be compared without knowing. */
function nativePart(): boolean {
  const { bindingAvailable } = createRequire(import.meta.url)("ssh2/lib/protocol/crypto.js")
  return bindingAvailable === true
}

function line(measure: Measure): string {
  const { name, value, limit, least, unit, detail } = measure
  const held = isMissed(measure) ? "MISSED" : "held"
  const bound =
    limit === undefined ? (least === undefined ? undefined : `at least ${least}`) : `limit ${limit}`
  const target = bound === undefined ? "" : ` (${bound}${unit}: ${held})`
  return `${name}: ${value.toFixed(2)}${unit}${target}${detail === undefined ? "" : `; ${detail}`}`
}

function isMissed({ value, limit, least }: Measure): boolean {
  // Not a number is a miss as well.
  return (limit !== undefined && !(value <= limit)) || (least !== undefined && !(value >= least))
}
