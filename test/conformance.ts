/** npm run conformance -- limbo | pkits: every disagreement with a collection of vectors, then the count. */
import { limboCases, runLimboCase } from "./conformance/limbo.js"
import { pkitsCases, runPkitsCase } from "./conformance/pkits.js"
import { agrees, type Verdict, vectorsFolder } from "./conformance/vectors.js"

/** Each collection's verdicts; undefined when its folder is missing. */
const collections: Readonly<Record<string, () => readonly Verdict[] | undefined>> = {
  limbo: () => limboCases()?.map(runLimboCase),
  pkits: () => pkitsCases()?.map(runPkitsCase),
}

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
  process.stdout.write(`agree ${verdicts.length - wrong.length} of ${verdicts.length}\n`)
  return wrong.some(({ excuse }) => excuse === undefined) ? 1 : 0
}

process.exitCode = main(process.argv[2])
