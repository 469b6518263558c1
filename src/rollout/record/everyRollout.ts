import { certificateFolder, foldersHolding } from "../../bundle/folders.js"
import { ToolError } from "../../errors.js"
import type { Fleet } from "../../fleet/types.js"
import type { Files } from "../../ports.js"
import { hasBegun, journalFile, journalFolder, readJournalFile, rolloutNames } from "./journals.js"
import { changedSomething } from "./rollback.js"
import type { Earlier } from "./standing.js"

/** Which certificate of which fleet.yaml. */
export type Owner = Pick<Fleet, "file" | "certificate">

/** A rollout of before, and the folder of its journal. */
export interface KeptRollout extends Earlier {
  readonly journals: string
}

/**
 * What was rolled out from beside a fleet.yaml, the last first, of whichever certificate of its name; each is read when it is
 * asked for, and one that left no beginning is passed over.
 *
 * @throws ToolError `unreadable` for a damaged journal
 */
export async function* everyRollout(files: Files, owner: Owner): AsyncGenerator<KeptRollout> {
  for (const { id, journals } of await everyJournal(files, owner)) {
    const entries = await readJournalFile(files, journalFile(journals, id))
    if (hasBegun(entries)) yield { id, entries, journals }
  }
}

/**
 * The last of them that counts.
 *
 * @throws ToolError `config` where none does, `unreadable` for a damaged journal
 */
export async function lastOf(
  files: Files,
  owner: Owner,
  counts: (entries: Earlier["entries"]) => boolean = () => true,
): Promise<KeptRollout> {
  for await (const one of everyRollout(files, owner)) if (counts(one.entries)) return one
  const folder = certificateFolder(owner.certificate.commonName, owner.file)
  throw new ToolError("config", `nothing was rolled out from ${folder}`, {
    hint: "a rollout of another folder is named by that folder, as it was for certfleet rollout",
  })
}

/**
 * The rollout to take back: the one named, else the last that changed something.
 *
 * @throws ToolError `config` where there is none, `unreadable` for a damaged journal
 */
export async function lastToTakeBack(files: Files, owner: Owner, id?: string): Promise<KeptRollout> {
  if (id === undefined) return lastOf(files, owner, changedSomething)
  const all = await everyJournal(files, owner)
  const named = all.find((one) => one.id === id)
  if (named !== undefined)
    return { ...named, entries: await readJournalFile(files, journalFile(named.journals, id)) }
  const folder = certificateFolder(owner.certificate.commonName, owner.file)
  throw new ToolError("config", `${folder} holds no journal of rollout ${id}`, {
    hint:
      all.length === 0
        ? "name the folder of the certificate that was rolled out"
        : `there are ${all.map((one) => one.id).join(", ")}`,
  })
}

/** The last first: their names begin with the time; which certificate is newer does not matter. */
async function everyJournal(
  files: Files,
  { file, certificate }: Owner,
): Promise<{ readonly id: string; readonly journals: string }[]> {
  const folders = await foldersHolding(files, certificate.commonName, journalFolder(""), file)
  const all: { readonly id: string; readonly journals: string }[] = []
  for (const journals of folders.map(journalFolder))
    all.push(...(await rolloutNames(files, journals)).map((id) => ({ id, journals })))
  return all.sort((one, other) => (one.id < other.id ? 1 : -1))
}
