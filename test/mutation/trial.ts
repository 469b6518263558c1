/** What becomes of a mutant: the tests that can see it are run against it, in a copy of the tree. */
import { readFile } from "node:fs/promises"
import { join } from "node:path"
import { type Limits, runNode } from "./command.js"
import type { TreeCopy } from "./copy.js"
import type { Mutant } from "./mutants.js"

export type Verdict =
  | { readonly kind: "not compiled" | "compiled" | "survived" | "stopped" }
  /** By the title of the first test that failed, or by the time limit. */
  | { readonly kind: "killed"; readonly by: string }

export interface TrialSettings {
  /** Test files of test/e2e that are run as well, without their ending; they see what is built, so it is built. */
  readonly e2e: readonly string[]
  readonly workers: number
  readonly timeoutMs: number
  readonly signal: AbortSignal
  /** No test is run. */
  readonly compileOnly?: boolean
}

const passed = { kind: "survived" } as const
const vitest = ["node_modules/vitest/vitest.mjs", "--config", "test/vitest.config.ts", "--reporter", "json"]

/** Puts the mutant into the copy, looks whether anything notices, and takes it out of the copy again. */
export async function tryOut(mutant: Mutant, copy: TreeCopy, settings: TrialSettings): Promise<Verdict> {
  const original = await readFile(join(copy.root, mutant.file), "utf8")
  await copy.write(mutant.file, mutant.text)
  try {
    const types = await runNode(["node_modules/typescript/bin/tsc", "--noEmit"], limits(copy, settings))
    if (types.exit === "stopped") return { kind: "stopped" }
    if (types.exit !== 0) return { kind: "not compiled" }
    if (settings.compileOnly === true) return { kind: "compiled" }
    const verdict = await runTests(["related", mutant.file, "--exclude", "test/e2e/**"], copy, settings)
    return verdict.kind === "survived" ? await runE2e(copy, settings) : verdict
  } finally {
    await copy.write(mutant.file, original)
  }
}

/** What the same tests say of the sources as they are: where it is not "survived", no mutant can be judged. */
export async function tryUnchanged(copy: TreeCopy, settings: TrialSettings): Promise<Verdict> {
  const verdict = await runTests(["run", "--exclude", "test/e2e/**"], copy, settings)
  return verdict.kind === "survived" ? runE2e(copy, settings) : verdict
}

async function runE2e(copy: TreeCopy, settings: TrialSettings): Promise<Verdict> {
  if (settings.e2e.length === 0) return passed
  const built = await runNode([".ci/build.mjs"], limits(copy, settings))
  if (built.exit !== 0) return { kind: "killed", by: "the build" }
  return runTests(["run", ...settings.e2e.map((name) => `test/e2e/${name}.test.ts`)], copy, settings)
}

async function runTests(words: readonly string[], copy: TreeCopy, settings: TrialSettings): Promise<Verdict> {
  const options = ["--run", "--bail", "1", "--maxWorkers", `${settings.workers}`, "--passWithNoTests"]
  const { exit, stdout } = await runNode([...vitest, ...words, ...options], limits(copy, settings))
  if (exit === 0) return passed
  if (exit === "stopped") return { kind: "stopped" }
  return { kind: "killed", by: exit === "timeout" ? "the time limit" : firstFailure(stdout) }
}

function limits({ root }: TreeCopy, { timeoutMs, signal }: TrialSettings): Limits {
  return { cwd: root, timeoutMs, signal }
}

function firstFailure(report: string): string {
  const title = /"fullName":"((?:[^"\\]|\\.)*)","status":"failed"/.exec(report)?.[1]
  return title === undefined ? "a test file that does not load" : String(JSON.parse(`"${title}"`))
}
