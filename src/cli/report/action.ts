import { type ExitCode, exitCodes, ToolError } from "../../errors.js"
import { defaultFleetFile } from "../../fleet/types.js"
import { documentText } from "../../report/jsonText.js"
import { rolloutJson } from "../../report/rolloutJson.js"
import { storyMarkdown } from "../../report/story/markdown.js"
import { storyText } from "../../report/story/text.js"
import type { JournalEntry } from "../../rollout/record/journal.js"
import {
  journalFolder,
  readJournalFile,
  requireNewestJournals,
  rolloutsOf,
} from "../../rollout/record/journals.js"
import { storyOf } from "../../rollout/record/story.js"
import { requireFleet } from "../inputs/fleetFile.js"
import { writePage } from "../inputs/page.js"
import type { Io } from "../io.js"

export interface ReportOptions {
  readonly fleet?: string
  readonly format: string
  readonly json?: boolean
  readonly html?: string
}

/** `certfleet report`. */
export async function report(io: Io, journal: string | undefined, options: ReportOptions): Promise<ExitCode> {
  const { format, json, html } = options
  if (format !== "text" && format !== "markdown")
    throw new ToolError("usage", `--format ${format} is unknown`, { hint: "text or markdown" })
  const entries = await entriesOf(io, journal, options)
  const story = storyOf(entries)
  if (story === undefined)
    throw new ToolError("config", `${journal ?? "the journal"} tells of no rollout`, {
      hint: "name a file of DIR/rollouts that ends in .jsonl",
    })
  if (json === true) io.stdout.write(documentText({ ...rolloutJson(story, entries), id: story.id }))
  else io.stdout.write(format === "markdown" ? storyMarkdown(story) : storyText(story))
  if (html !== undefined) {
    const { rolloutPage } = await import("../../report/page/rolloutPage.js")
    await writePage(io, html, (version) => rolloutPage(rolloutJson(story, entries), version))
  }
  return exitCodes.ok
}

async function entriesOf(
  io: Io,
  journal: string | undefined,
  options: ReportOptions,
): Promise<readonly JournalEntry[]> {
  if (journal !== undefined && (await io.files.kind(journal)) !== "folder")
    return readJournalFile(io.files, journal)
  const journals =
    journal === undefined
      ? await requireNewestJournals(io.files, await requireFleet(io, options.fleet ?? defaultFleetFile))
      : journalFolder(journal)
  for await (const { entries } of rolloutsOf(io.files, journals)) return entries
  throw new ToolError("config", `${journals} holds no journal`, {
    hint: "name the folder of the certificate that was rolled out, or a journal",
  })
}
