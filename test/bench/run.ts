import type { Benchmark, Measure } from "./benchmark.js"
import { start } from "./start.js"

const benchmarks: readonly Benchmark[] = [start]

const wanted = process.argv.slice(2)
const unknown = wanted.filter((name) => !benchmarks.some((benchmark) => benchmark.name === name))
if (unknown.length > 0) {
  console.error(
    `no benchmark is called ${unknown.join(", ")}; there are: ${benchmarks.map(({ name }) => name).join(", ")}`,
  )
  process.exitCode = 2
} else {
  const chosen = wanted.length === 0 ? benchmarks : benchmarks.filter(({ name }) => wanted.includes(name))
  for (const { name, about, run } of chosen) {
    console.log(`${name}: ${about}`)
    const measures = await run()
    for (const measure of measures) console.log(`  ${line(measure)}`)
    if (measures.some(isMissed)) process.exitCode = 1
  }
}

function line(measure: Measure): string {
  const { name, value, limit, unit, detail } = measure
  const target =
    limit === undefined ? "" : ` (limit ${limit}${unit}: ${isMissed(measure) ? "MISSED" : "held"})`
  return `${name}: ${value.toFixed(2)}${unit}${target}${detail === undefined ? "" : `; ${detail}`}`
}

function isMissed({ value, limit }: Measure): boolean {
  // Not a number is a miss as well.
  return limit !== undefined && !(value <= limit)
}
