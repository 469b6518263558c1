/** npm run mutate -- --seed 1: do the tests notice small slips in the sources? Options and figures: see `usage`. */
import { readdir, readFile } from "node:fs/promises"
import { join, resolve } from "node:path"
import { parseArgs } from "node:util"
import { copyOf, type TreeCopy } from "./mutation/copy.js"
import { type Mutant, mutantsOf, shuffled } from "./mutation/mutants.js"
import { type TrialSettings, tryOut, tryUnchanged, type Verdict } from "./mutation/trial.js"

const usage = `npm run mutate -- [options]: draws mutants of the sources and runs the tests that can see each one.
Nothing in this folder is changed: mutants live in a temporary copy, one after the other. Ctrl-C ends it.

  --seed N            the draw; at random unless given, and printed
  --count N           how many mutants that compile (40)
  --only N[,N]        of these, only the ones with these numbers
  --folders A[,B]     of src (path,rollout,remote,probe,zimbra)
  --e2e NAME[,NAME]   what the other tests let pass is also built and run through test/e2e/NAME.test.ts,
                      which starts real sshd as root; without it, no test in test/e2e is run
  --limit SECONDS     a run of tests that takes longer counts as one that failed (300); four times that without a mutant
  --workers N         of the test runner (1)

Tests that need conformance vectors see them where CERTFLEET_VECTORS names their folder.
Exit codes: 0 done, whatever survived · 1 the tests fail without any mutant · 2 usage · 130 interrupted
`

interface Settings extends TrialSettings {
  readonly seed: number
  readonly count: number
  readonly only: ReadonlySet<number>
  readonly folders: readonly string[]
}

const checkout = resolve(import.meta.dirname, "../..")

function settingsOf(args: readonly string[], signal: AbortSignal): Settings {
  const text = { type: "string" } as const
  const options = {
    seed: text,
    count: text,
    only: text,
    folders: text,
    e2e: text,
    limit: text,
    workers: text,
  }
  const { values } = parseArgs({ args: [...args], options })
  const words = (value = ""): string[] => value.split(",").filter((word) => word !== "")
  return {
    seed: whole(values.seed ?? `${Math.floor(Math.random() * 1_000_000)}`),
    count: whole(values.count ?? "40"),
    only: new Set(words(values.only).map(whole)),
    folders: words(values.folders ?? "path,rollout,remote,probe,zimbra"),
    e2e: words(values.e2e),
    timeoutMs: whole(values.limit ?? "300") * 1000,
    workers: whole(values.workers ?? "1"),
    signal,
  }
}

function whole(word: string): number {
  if (!/^\d{1,9}$/.test(word)) throw new TypeError(`${word} is no whole number`)
  return Number(word)
}

async function allMutants(folders: readonly string[]): Promise<Mutant[]> {
  const mutants: Mutant[] = []
  for (const folder of folders)
    for (const name of (await readdir(join(checkout, "src", folder), { recursive: true })).sort()) {
      const file = `src/${folder}/${name}`
      if (/(?<!\.d)\.ts$/.test(name))
        mutants.push(...mutantsOf(file, await readFile(join(checkout, file), "utf8")))
    }
  return mutants
}

/** Tries mutants until enough of them compiled; what is not in `only` is compiled, to keep the numbers, but not run. */
async function tryAll(copy: TreeCopy, settings: Settings): Promise<void> {
  const counts = { killed: 0, survived: 0 }
  let number = 1
  for (const mutant of shuffled(await allMutants(settings.folders), settings.seed)) {
    if (number > settings.count) break
    const compileOnly = settings.only.size > 0 && !settings.only.has(number)
    const verdict = await tryOut(mutant, copy, { ...settings, compileOnly })
    if (verdict.kind === "stopped") break
    if (verdict.kind === "not compiled") continue
    if (verdict.kind !== "compiled") {
      counts[verdict.kind] += 1
      say(`${number}. ${told(mutant, verdict)}`)
    }
    number += 1
  }
  say(`seed ${settings.seed}: ${counts.killed} killed, ${counts.survived} survived`)
}

function told({ file, line, operator, before, after }: Mutant, verdict: Verdict): string {
  const indented = (text: string): string => text.replaceAll("\n", "\n      ")
  const fate = verdict.kind === "killed" ? `killed by ${verdict.by}` : "SURVIVED"
  return `${fate}\n   ${file}:${line} (${operator})\n    - ${indented(before)}\n    + ${indented(after)}`
}

function say(line: string): void {
  process.stdout.write(`${line}\n`)
}

async function main(args: readonly string[]): Promise<number> {
  if (args.includes("--help")) {
    say(usage)
    return 0
  }
  const stop = new AbortController()
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => stop.abort())
  const settings = settingsOf(args, stop.signal)
  say(`seed ${settings.seed}: ${settings.count} mutants of ${settings.folders.join(", ")}`)
  const copy = await copyOf(checkout)
  try {
    // All the tests, not only those that can see one file.
    const unchanged = await tryUnchanged(copy, { ...settings, timeoutMs: settings.timeoutMs * 4 })
    if (unchanged.kind === "killed") say(`the tests fail without any mutant: ${unchanged.by}`)
    if (unchanged.kind === "survived") await tryAll(copy, settings)
    return stop.signal.aborted ? 130 : unchanged.kind === "survived" ? 0 : 1
  } finally {
    await copy.remove()
  }
}

process.exitCode = await main(process.argv.slice(2)).catch((error: unknown) => {
  if (!(error instanceof TypeError)) throw error
  process.stderr.write(`${error.message}\n${usage}`)
  return 2
})
