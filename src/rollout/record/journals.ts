import { join, resolve } from "node:path"
import { foldersHolding } from "../../bundle/folders.js"
import { type ExitCode, exitCodes, ToolError } from "../../errors.js"
import type { Fleet } from "../../fleet/types.js"
import type { Files } from "../../ports.js"
import { misshapen } from "./entryShape.js"
import { type JournalEntry, readJournal } from "./journal.js"
import { isRollbackCutOff, type Resumption, resumptionOf } from "./resume.js"
import { changedSomething } from "./rollback.js"
import { type Earlier, isCutOff, lastThatStands } from "./standing.js"

/** Where the rollouts of a bundle keep their journals. */
export function journalFolder(bundleFolder: string): string {
  return join(bundleFolder, "rollouts")
}

/**
 * A rollout's journal: the one named, else the last one of the folder that counts.
 *
 * @throws ToolError `config` when there is none, `unreadable` for a damaged one
 */
async function readRollout(
  files: Files,
  journals: string,
  id?: string,
  counts: (entries: readonly JournalEntry[]) => boolean = () => true,
): Promise<Earlier> {
  const own = await rolloutNames(files, journals)
  for (const name of own.filter((one) => id === undefined || one === id)) {
    const entries = await readJournalFile(files, journalFile(journals, name))
    if (counts(entries) || id !== undefined) return { id: name, entries }
  }
  throw new ToolError(
    "config",
    `${journals} holds no journal${id === undefined ? " to go by" : ` of rollout ${id}`}`,
    {
      hint:
        own.length === 0
          ? "nothing was rolled out from this folder"
          : `there are ${own.toReversed().join(", ")}`,
    },
  )
}

/**
 * The rollouts of a folder that left a beginning in their journal, the newest first; each is read when it is asked for.
 *
 * @throws ToolError `unreadable` for a damaged journal
 */
export async function* rolloutsOf(files: Files, journals: string): AsyncGenerator<Earlier> {
  for (const id of await rolloutNames(files, journals)) {
    const entries = await readJournalFile(files, journalFile(journals, id))
    if (hasBegun(entries)) yield { id, entries }
  }
}

/** Where the journal of a rollout is. */
export function journalFile(journals: string, id: string): string {
  return join(journals, `${id}.jsonl`)
}

/** The newest first: the names begin with the time. */
export async function rolloutNames(files: Files, journals: string): Promise<string[]> {
  const names = (await files.exists(journals)) ? await files.list(journals) : []
  return names.flatMap((name) => /^(.+)\.jsonl$/.exec(name)?.[1] ?? []).reverse()
}

/** Which certificate of which fleet.yaml. */
type Owner = Pick<Fleet, "file" | "certificate">

/** A fleet can be brought back only by what its journal says, however often the rollout was taken up again. */
const maxJournalBytes = 256 * 1024 * 1024

/**
 * A whole journal.
 *
 * @throws ToolError `unreadable` for a damaged one
 */
export async function readJournalFile(files: Files, file: string): Promise<JournalEntry[]> {
  const bytes = await files.read(file, { maxBytes: maxJournalBytes })
  const { entries, missing } = readJournal(new TextDecoder().decode(bytes))
  const odd = missing === undefined ? misshapen(entries) : undefined
  if (odd !== undefined)
    throw new ToolError("unreadable", `${file}: entry ${odd} is not as this version of certfleet writes it`, {
      hint: "use the version that wrote it, or bring the file back from a copy if it was edited",
    })
  if (missing === undefined) return entries
  throw new ToolError("unreadable", `${file} is damaged: entry ${missing} is missing`, {
    hint: "bring it back from a copy (--events writes one); certfleet probe shows what the servers serve",
  })
}

/** False where not even the first line found room on the disk: such a journal must not hide the one before it. */
export function hasBegun(entries: readonly JournalEntry[]): boolean {
  return entries.some(({ type }) => type === "start")
}

/**
 * The last rollout of the folder, when it never came to its end; one that changed nothing does not hide the one before it.
 *
 * @throws ToolError `config` where there is none, `unreadable` for a damaged journal
 */
export async function unfinishedRollout(
  files: Files,
  journals: string,
): Promise<Earlier & { readonly resumption: Resumption }> {
  const earlier =
    (await lastThatStands(rolloutsOf(files, journals))) ??
    (await readRollout(files, journals, undefined, hasBegun))
  if (isRollbackCutOff(earlier.entries))
    throw new ToolError("config", "what was cut off last is a rollback, not a rollout", {
      hint: "run certfleet rollback again, with the same --limit",
    })
  const resumption = resumptionOf(earlier.entries)
  if (resumption === undefined)
    throw new ToolError(
      "config",
      `the last rollout of this folder came to its end${endOf(earlier.entries)}`,
      {
        hint: "run certfleet rollout without --resume to begin another",
      },
    )
  return { ...earlier, resumption }
}

const ends: Partial<Record<ExitCode, string>> = {
  [exitCodes.ok]: ": every server has the certificate",
  [exitCodes.findings]:
    ": some servers did not get the certificate, and no more is left to do for the others",
  [exitCodes.incomplete]: ": nothing was changed",
  [exitCodes.restored]: ": every changed server was put back",
  [exitCodes.interrupted]: ": it was interrupted before anything was changed",
}

function endOf(entries: readonly JournalEntry[]): string {
  const end = entries.at(-1)
  return end?.type === "end" ? (ends[end.exitCode] ?? "") : ""
}

/** A rollout that left servers half-way, and where its journal is. */
export interface CutOff extends Earlier {
  readonly journals: string
}

/**
 * The last rollout of these, and of what was rolled out from beside fleet.yaml, where it was cut off.
 *
 * @throws ToolError `unreadable` for a damaged journal
 */
export async function cutOffRollout(
  files: Files,
  fleet: Owner,
  journals: string,
): Promise<CutOff | undefined> {
  const beside = await foldersHolding(files, fleet.certificate.commonName, journalFolder(""), fleet.file)
  const places = new Map([journals, ...beside.map(journalFolder)].map((one) => [resolve(one), one]))
  const all: CutOff[] = []
  for (const place of places.values()) {
    const last = await lastThatStands(rolloutsOf(files, place))
    if (last !== undefined && changedSomething(last.entries)) all.push({ ...last, journals: place })
  }
  // Their names begin with the time.
  const last = all.sort((one, other) => (one.id < other.id ? 1 : -1))[0]
  return last !== undefined && isCutOff(last.entries) ? last : undefined
}

/** The rollout of the folder to take back: the one named, else the last that changed something. */
export function rolloutToTakeBack(files: Files, journals: string, id?: string): Promise<Earlier> {
  return readRollout(files, journals, id, changedSomething)
}
