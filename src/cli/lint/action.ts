import { type ExitCode, exitCodes, ToolError } from "../../errors.js"
import { writeBaseline } from "../../lint/baseline.js"
import { exitCodeOf, lint as lintInputs } from "../../lint/lint.js"
import { namesEndpoint } from "../../lint/sources.js"
import { type ResultPlace, requirePlace } from "../../report/results/place.js"
import type { Io } from "../io.js"
import { note } from "../terminal/voice.js"
import type { LintOptions } from "./options.js"
import { plannedReports, writeReports } from "./output.js"
import { lintProgress } from "./progress.js"
import { choicesOf, findConfig } from "./settings.js"

/** `certfleet lint`: judges everything that the words name, and reports it. */
export async function lint(io: Io, words: readonly string[], options: LintOptions): Promise<ExitCode> {
  const planned = plannedReports(io, options)
  const config = await findConfig(io, options.config)
  const updating = options.updateBaseline === true ? baselineToWrite(options, config?.baseline) : undefined
  if (updating !== undefined) await requirePlace(io.files, updating)
  if (options.connect !== undefined && !words.some(namesEndpoint))
    throw new ToolError("usage", "--connect goes with HOST:PORT", {
      hint: "certfleet lint --connect 192.0.2.11 mail.example.edu:443",
    })
  const choices = await choicesOf(io, options)
  const baseline = updating === undefined ? options.baseline : false
  const progress = lintProgress(io)
  const report = await lintInputs(
    {
      ...{ inputs: words.length === 0 ? ["."] : words, config },
      choices: { ...choices, ...(baseline === undefined ? {} : { baseline }) },
    },
    {
      ...{ files: io.files, clock: io.clock, signal: io.interrupt, onInput: progress.step },
      get standardInput() {
        return io.stdin
      },
    },
  )
  progress.end()
  if (updating === undefined) {
    await writeReports(io, report, planned)
    return exitCodeOf(report)
  }
  await requirePlace(io.files, updating)
  const count = await writeBaseline(io.files, updating.file, report.findings)
  note(
    io,
    `certfleet: ${updating.file} has ${count === 1 ? "1 finding, which no longer counts" : `${count} findings, which no longer count`}`,
  )
  return exitCodes.ok
}

function baselineToWrite({ baseline }: LintOptions, configured: string | undefined): ResultPlace {
  const file = baseline ?? configured
  if (file !== undefined) return { name: "baseline", file }
  throw new ToolError("usage", "--update-baseline wants --baseline FILE", { hint: "name the file to write" })
}
