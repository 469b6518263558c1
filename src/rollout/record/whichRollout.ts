import { dirname } from "node:path"
import { ToolError } from "../../errors.js"
import { domainFleet } from "../../fleet/domains.js"
import type { Domain, Fleet } from "../../fleet/types.js"
import type { Files } from "../../ports.js"
import { type KeptRollout, lastOf, lastToTakeBack } from "./everyRollout.js"
import { unfinishedRollout } from "./journals.js"
import { type Unfinished, unfinishedRollouts } from "./unfinished.js"

/** Whose rollout is meant, where nobody named it. */
export interface Meant {
  readonly files: Files
  /** As the domain sees it where it is for one. */
  readonly fleet: Fleet
  /** A command line of certfleet's about the certificate of a fleet, as it is typed. */
  command(words: readonly string[], fleet: Pick<Fleet, "file"> & { readonly domain?: Domain }): string
}

/**
 * The one rollout that was cut off; that a newer certificate was imported since does not matter.
 *
 * @param whole the fleet as no domain sees it
 * @throws ToolError `config` where there is none, or more than one
 */
export async function rolloutToResume(meant: Meant, whole: Fleet): Promise<KeptRollout> {
  const { files, fleet } = meant
  const all = await unfinishedRollouts(files, fleet)
  const [one] = all
  if (all.length > 1) throw several(meant, all)
  if (one?.isRollback === false) return one
  if (one !== undefined)
    throw new ToolError("config", `what was cut off is the rollback of rollout ${one.id}`, {
      hint: commandFor(meant, one),
    })
  const others = await ofOtherCertificates(meant, whole)
  if (others.length > 0)
    throw new ToolError("config", "no rollout of this certificate was cut off", {
      hint: `another one was: ${others.join(", or ")}`,
    })
  // How it ended is told there, in the words that are its own.
  await unfinishedRollout(files, (await lastOf(files, fleet)).journals)
  throw new ToolError("config", "no rollout was cut off that a later one has not finished", {
    hint: "run certfleet rollout without --resume to begin another",
  })
}

/**
 * The rollout to take back: the one named, else the last that changed something.
 *
 * @throws ToolError `config` where there is none, or more than one was cut off: which one is meant, nobody can guess
 */
export async function rolloutToUndo(meant: Meant, id?: string): Promise<KeptRollout> {
  const { files, fleet } = meant
  const open = id === undefined ? await unfinishedRollouts(files, fleet) : []
  if (open.length > 1) throw several(meant, open, "rollback")
  return lastToTakeBack(files, fleet, id)
}

function several(meant: Meant, all: readonly Unfinished[], verb?: "rollback"): ToolError {
  const names = all.map(({ id, journals }) => `${id} of ${dirname(journals)}`).join(", ")
  return new ToolError("config", `${all.length} rollouts were cut off: ${names}`, {
    hint: all.map((one) => commandFor(meant, one, verb)).join(", or "),
  })
}

/** What brings it to its end. */
function commandFor(
  { command, fleet }: Pick<Meant, "command" | "fleet">,
  { id, journals, isRollback }: Unfinished,
  verb?: "rollback",
): string {
  const folder = dirname(journals)
  const words = verb === "rollback" || isRollback ? ["rollback", folder, "--rollout", id] : undefined
  return command(words ?? ["rollout", folder, "--resume"], fleet)
}

/** Those of the fleet's own certificate and of its domains, but for the one that was asked for. */
async function ofOtherCertificates({ files, fleet, command }: Meant, whole: Fleet): Promise<string[]> {
  const all = [whole, ...whole.domains.map(({ domain }) => domainFleet(whole, domain))]
  const found: string[] = []
  for (const other of all.filter(({ domain }) => domain?.domain !== fleet.domain?.domain))
    for (const open of await unfinishedRollouts(files, other))
      found.push(commandFor({ command, fleet: other }, open))
  return found
}
