/** npm run conformance -- limbo | pkits | zlint: every disagreement with a collection of vectors, then the count. */
import { limboCases, runLimboCase } from "./conformance/limbo.js"
import { pkitsCases, runPkitsCase } from "./conformance/pkits.js"
import { agrees, type Verdict, vectorsFolder } from "./conformance/vectors.js"
import { isMapped, runZlintCase, zlintCases, zlintCount } from "./conformance/zlint.js"

/** Each collection's verdicts; undefined when its folder is missing. */
const collections: Readonly<Record<string, () => readonly Verdict[] | undefined>> = {
  limbo: () => limboCases()?.map(runLimboCase),
  pkits: () => pkitsCases()?.map(runPkitsCase),
  zlint: () => zlintCases()?.filter(isMapped).map(runZlintCase),
}

/** What the last line says, where it is more than how many verdicts agree. */
const counts: Readonly<Record<string, (agreeing: number, all: number) => string>> = { zlint: zlintCount }

function show({ id, expected, detail, excuse }: Verdict): string {
  const wanted = expected ? "should be accepted" : "should be refused"
  return `${id}: ${wanted}; ${detail}${excuse === undefined ? "" : ` (${excuse})`}`
}

function main(name: string | undefined): number {
  const run = name === undefined ? undefined : collections[name]
  if (run === undefined) {
    process.stderr.write(`usage: npm run conformance -- ${Object.keys(collections).join(" | ")}\n`)
    return 2
  }
  const verdicts = run()
  if (verdicts === undefined) {
    process.stderr.write(`no vectors of ${name} in ${vectorsFolder()}: set CERTFLEET_VECTORS\n`)
    return 3
  }
  const wrong = verdicts.filter((verdict) => !agrees(verdict))
  for (const verdict of wrong) process.stdout.write(`${show(verdict)}\n`)
  const agreeing = verdicts.length - wrong.length
  const count = name === undefined ? undefined : counts[name]
  process.stdout.write(`${count?.(agreeing, verdicts.length) ?? `agree ${agreeing} of ${verdicts.length}`}\n`)
  return wrong.some(({ excuse }) => excuse === undefined) ? 1 : 0
}

process.exitCode = main(process.argv[2])
