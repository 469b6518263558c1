import type { Fleet } from "../../fleet/types.js"
import type { Files } from "../../ports.js"
import { takesPart } from "../plan.js"
import { everyRollout, type KeptRollout } from "./everyRollout.js"
import type { JournalEntry } from "./journal.js"
import { isRollbackCutOff, outcomeOf, resumptionOf } from "./resume.js"
import { changedHosts, changedSomething } from "./rollback.js"
import { isLeftOpen } from "./standing.js"

/** One that did not come to its end. */
export interface Unfinished extends KeptRollout {
  /** It was being taken back: that is what is left to do. */
  readonly isRollback: boolean
}

type Owner = Pick<Fleet, "file" | "certificate" | "servers" | "domain">

/**
 * Rollouts from beside a fleet.yaml that left servers half-way or stuck where no later one has done its work since, the last
 * first and one of a folder. Where there are none: the last, if it was cut off before it changed anything.
 *
 * @throws ToolError `unreadable` for a damaged journal
 */
export async function unfinishedRollouts(files: Files, fleet: Owner): Promise<Unfinished[]> {
  const servers = fleet.servers.filter((server) => takesPart(server, fleet.domain)).map(({ host }) => host)
  const settled = new Set<string>()
  const open: Unfinished[] = []
  let last: Unfinished | undefined
  for await (const one of everyRollout(files, fleet)) {
    const { entries } = one
    const isRollback = isRollbackCutOff(entries)
    last ??= { ...one, isRollback }
    const isOpen = changedSomething(entries) && isLeftOpen(entries)
    if (isOpen && openHosts(entries, isRollback).some((host) => !settled.has(host)))
      open.push({ ...one, isRollback })
    for (const host of provenHosts(entries)) settled.add(host)
    if (servers.every((host) => settled.has(host))) break
  }
  if (open.length > 0 || last === undefined)
    return open.filter(({ journals }, at) => open.findIndex((one) => one.journals === journals) === at)
  const { entries, isRollback } = last
  const isCutOff = !isRollback && !changedSomething(entries) && resumptionOf(entries) !== undefined
  return isCutOff ? [last] : []
}

function openHosts(entries: readonly JournalEntry[], isRollback: boolean): string[] {
  return [...changedHosts(entries)].filter((host) => {
    const outcome = outcomeOf(entries, host)
    return isRollback || outcome === undefined || outcome === "stuck"
  })
}

/** Where its certificate was seen to be served. */
function provenHosts(entries: readonly JournalEntry[]): string[] {
  const hosts = entries.flatMap((entry) => (entry.type === "start" ? entry.hosts : []))
  return [...new Set(hosts)].filter((host) => {
    const outcome = outcomeOf(entries, host)
    return outcome === "done" || outcome === "unchanged"
  })
}
