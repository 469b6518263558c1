import manifest from "../../../package.json" with { type: "json" }
import { writeResult } from "../../report/results/write.js"
import { type RolloutJson, rolloutJson } from "../../report/rolloutJson.js"
import type { JournalEntry } from "../../rollout/record/journal.js"
import { storyOf } from "../../rollout/record/story.js"
import type { Io } from "../io.js"

/** Writes a page that people open from disk or are sent, in place of one that may be there. */
export function writePage(io: Io, file: string, page: (version: string) => string): Promise<void> {
  return writeResult(io.files, { name: "html", file }, page(manifest.version))
}

/** A rollout as `--json` and pages show it; undefined for a journal without a beginning. */
export function courseOf(entries: readonly JournalEntry[]): RolloutJson | undefined {
  const story = storyOf(entries)
  return story === undefined ? undefined : rolloutJson(story, entries)
}
