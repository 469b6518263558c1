/**
 * npm run conformance -- limbo | pkits | zlint [--profile public | private | strict]: every disagreement with a
 * collection of vectors, then the count. Exit code 1 where the ledger has no reason for one.
 */
import { parseArgs } from "node:util"
import type { ProfileName } from "../src/path/profile.js"
import { hasOpenssl } from "./conformance/askOpenssl.js"
import { limboCases, runAgainstOpenssl, runLimboCase } from "./conformance/limbo.js"
import { pkitsCases, runPkitsCase } from "./conformance/pkits.js"
import { agrees, type Verdict, vectorsFolder } from "./conformance/vectors.js"
import { isMapped, runZlintCase, zlintCases, zlintCount } from "./conformance/zlint.js"

interface Collection {
  /** The profile that its cases are made for. */
  readonly profile: ProfileName
  /** Undefined when its folder is missing. */
  readonly run: (profile: ProfileName) => readonly Verdict[] | undefined
  /** What the last line says, where it is more than how many verdicts agree. */
  readonly count?: (agreeing: number, all: number) => string
}

const collections: Readonly<Record<string, Collection>> = {
  limbo: { profile: "strict", run: (profile) => limboCases()?.map((one) => runLimboCase(one, profile)) },
  pkits: { profile: "private", run: (profile) => pkitsCases()?.map((one) => runPkitsCase(one, profile)) },
  zlint: {
    profile: "public",
    run: (profile) =>
      zlintCases()
        ?.filter(isMapped)
        .map((one) => runZlintCase(one, profile)),
    count: zlintCount,
  },
}

const profiles: readonly ProfileName[] = ["public", "private", "strict"]

function show({ id, expected, detail, excuse }: Verdict): string {
  const wanted = expected ? "should be accepted" : "should be refused"
  return `${id}: ${wanted}; ${detail}${excuse === undefined ? "" : ` (${excuse})`}`
}

/** Prints what disagrees; whether all of it has a reason. */
function report(verdicts: readonly Verdict[], count: NonNullable<Collection["count"]>): boolean {
  const wrong = verdicts.filter((verdict) => !agrees(verdict))
  for (const verdict of wrong) process.stdout.write(`${show(verdict)}\n`)
  process.stdout.write(`${count(verdicts.length - wrong.length, verdicts.length)}\n`)
  return wrong.every(({ excuse }) => excuse !== undefined)
}

function main(words: readonly string[]): number {
  const { values, positionals } = parseArgs({
    args: [...words],
    allowPositionals: true,
    options: { profile: { type: "string" } },
  })
  const [name = ""] = positionals
  const collection = Object.hasOwn(collections, name) ? collections[name] : undefined
  const profile = profiles.find((one) => one === (values.profile ?? collection?.profile))
  if (collection === undefined || profile === undefined) {
    const usage = `${Object.keys(collections).join(" | ")} [--profile ${profiles.join(" | ")}]`
    process.stderr.write(`usage: npm run conformance -- ${usage}\n`)
    return 2
  }
  const verdicts = collection.run(profile)
  if (verdicts === undefined) {
    process.stderr.write(`no vectors of ${name} in ${vectorsFolder()}: set CERTFLEET_VECTORS\n`)
    return 3
  }
  process.stdout.write(`${name} under ${profile}\n`)
  const count = collection.count ?? ((agreeing, all) => `agree ${agreeing} of ${all}`)
  const explained = report(verdicts, count)
  return (name === "limbo" && profile === "private" ? againstOpenssl() : true) && explained ? 0 : 1
}

function againstOpenssl(): boolean {
  if (!hasOpenssl) {
    process.stdout.write("no openssl to compare with\n")
    return true
  }
  process.stdout.write("limbo under private, against openssl verify\n")
  const asked = (limboCases() ?? []).flatMap((one) => runAgainstOpenssl(one) ?? [])
  return report(
    asked,
    (agreeing, all) => `equal to openssl in ${agreeing} of ${all} (${((agreeing / all) * 100).toFixed(1)} %)`,
  )
}

process.exitCode = main(process.argv.slice(2))
