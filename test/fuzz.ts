/** npm run fuzz -- [ROUNDS [SEED [TARGET]]]: 400,000 mutants over all targets unless told. */
import { fuzz } from "./fuzz/run.js"
import { targets } from "./fuzz/targets.js"

const [rounds = "400000", seed = "1", only] = process.argv.slice(2)
const chosen = targets.filter(({ name }) => only === undefined || name === only)
const each = Math.ceil(Number(rounds) / chosen.length)
/** Milliseconds; nobody waits longer for a file of a few thousand bytes. Measured by this command alone, never by a test. */
const longest = 1000
let wrong = 0
for (const target of chosen) {
  const { crashes, slowest, totalMs } = fuzz(target, Number(seed), each)
  wrong += crashes.length + (slowest.ms > longest ? 1 : 0)
  process.stdout.write(
    `${target.name}: ${each} mutants of seed ${seed}, ${crashes.length} crashes, ${(totalMs / 1000).toFixed(1)} s; ` +
      `slowest: round ${slowest.round}, ${slowest.bytes} bytes, ${slowest.ms.toFixed(1)} ms\n`,
  )
  for (const { round, message, input } of crashes.slice(0, 5))
    process.stdout.write(`  round ${round}: ${message}\n  ${input}\n`)
}
process.exitCode = wrong === 0 && chosen.length > 0 ? 0 : 1
