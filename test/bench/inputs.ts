import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { hugeInputCommands, spendOnHugeInputs } from "../support/hugeInputs.js"
import type { Benchmark, Measure } from "./benchmark.js"

export const inputs: Benchmark = {
  name: "inputs",
  about: "what the commands spend on inputs far larger than any true one",
  run: async () => measured(),
}

async function* measured(): AsyncGenerator<Measure> {
  const folder = mkdtempSync(join(tmpdir(), "certfleet-bench-"))
  try {
    for (const [what, args] of hugeInputCommands) {
      const { seconds, mebibytes } = spendOnHugeInputs(folder, args)
      yield { name: `${what}, processor`, value: seconds, unit: " s", limit: 2 }
      yield { name: `${what}, memory`, value: mebibytes, unit: " MiB", limit: 200 }
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
}
