import manifest from "../../../package.json" with { type: "json" }
import { type ExitCode, exitCodes, ToolError } from "../../errors.js"
import { documentText } from "../../report/jsonText.js"
import { writeEach, writeResult } from "../../report/results/write.js"
import { rolloutJson } from "../../report/rolloutJson.js"
import { storyMarkdown } from "../../report/story/markdown.js"
import { storyText } from "../../report/story/text.js"
import { lastOf } from "../../rollout/record/everyRollout.js"
import type { JournalEntry } from "../../rollout/record/journal.js"
import { journalFolder, readJournalFile, rolloutsOf } from "../../rollout/record/journals.js"
import { type RolloutStory, storyOf } from "../../rollout/record/story.js"
import { requireFleet } from "../inputs/fleetFile.js"
import type { Io } from "../io.js"
import { chosenReporters } from "../options/chosenReporters.js"
import type { ReporterOptions } from "../options/reporters.js"

export interface ReportOptions extends ReporterOptions {
  readonly fleet?: string
  readonly domain?: string
  readonly html?: string
}

const names = ["text", "json", "markdown", "html"] as const
type Reporter = (typeof names)[number]

/** `certfleet report`. */
export async function report(io: Io, journal: string | undefined, options: ReportOptions): Promise<ExitCode> {
  const { printed, files } = chosenReporters<Reporter>(options, names)
  const { html } = options
  const pages = html === undefined ? files : [...files, { name: "html", file: html } as const]
  const entries = await entriesOf(io, journal, options)
  const story = storyOf(entries)
  if (story === undefined)
    throw new ToolError("config", `${journal ?? "the journal"} tells of no rollout`, {
      hint: "name a file of DIR/rollouts that ends in .jsonl",
    })
  io.stdout.write(await rendered(printed, story, entries))
  const unwritten = await writeEach(pages, async (page) =>
    writeResult(io.files, page, await rendered(page.name, story, entries)),
  )
  if (unwritten !== undefined) throw unwritten
  return exitCodes.ok
}

async function rendered(
  name: Reporter,
  story: RolloutStory,
  entries: readonly JournalEntry[],
): Promise<string> {
  const json = rolloutJson(story, entries)
  if (name === "json") return documentText({ ...json, id: story.id })
  if (name === "markdown") return storyMarkdown(json)
  if (name === "text") return storyText(json)
  const { rolloutPage } = await import("../../report/page/rolloutPage.js")
  return rolloutPage(json, manifest.version)
}

async function entriesOf(
  io: Io,
  journal: string | undefined,
  options: ReportOptions,
): Promise<readonly JournalEntry[]> {
  if (journal !== undefined && (await io.files.kind(journal)) !== "folder")
    return readJournalFile(io.files, journal)
  if (journal === undefined)
    return (await lastOf(io.files, await requireFleet(io, options.fleet, options.domain))).entries
  const journals = journalFolder(journal)
  for await (const { entries } of rolloutsOf(io.files, journals)) return entries
  throw new ToolError("config", `${journals} holds no journal`, {
    hint: "name the folder of the certificate that was rolled out, or a journal",
  })
}
