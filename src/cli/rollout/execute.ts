import { dirname, join, resolve } from "node:path"
import { bundleFiles } from "../../bundle/bundleFiles.js"
import { certificateFolder } from "../../bundle/folders.js"
import { type ExitCode, ToolError } from "../../errors.js"
import type { Fleet } from "../../fleet/types.js"
import { withDeadline } from "../../local/deadline.js"
import { eventFile, type WatchedEvents } from "../../local/eventFile.js"
import { type RolloutFromHere, runFromHere } from "../../local/rollout.js"
import { documentText, printableJson } from "../../report/jsonText.js"
import { printable } from "../../report/printable.js"
import { requirePlace } from "../../report/results/place.js"
import type { RolloutJson } from "../../report/rolloutJson.js"
import { rolloutTable } from "../../report/rolloutTable.js"
import type { RolloutResult } from "../../rollout/engine.js"
import { firstSeqAfter } from "../../rollout/journaled.js"
import { hasKnownRoot } from "../../rollout/payload.js"
import type { Payload } from "../../rollout/plan.js"
import type { EventSink } from "../../rollout/record/events.js"
import { type JournalEntry, journalSink } from "../../rollout/record/journal.js"
import { machineOf } from "../inputs/machine.js"
import { notifyOf } from "../inputs/notifying.js"
import { courseOf, writePage } from "../inputs/page.js"
import type { Io } from "../io.js"
import { paintFor } from "../terminal/colour.js"
import { note, sayFindings } from "../terminal/voice.js"
import { displayFor } from "./display.js"
import { nextStep, nextStepText, type Ran } from "./nextStep.js"
import { deadlineOf, type RunOptions } from "./options.js"

export interface Execution extends Omit<RolloutFromHere, "ssh" | "watch" | "softStop" | "hardStop"> {
  readonly options: RunOptions
}

/** Runs a plan with what belongs to a terminal around it: display, events, result. */
export async function execute(io: Io, execution: Execution): Promise<ExitCode> {
  const { options, entries } = execution
  const limitMs = deadlineOf(options.deadline)
  const watching: { close(): Promise<void> | void }[] = []
  const end = async (): Promise<void> => {
    for (const watcher of watching.splice(0)) await watcher.close()
  }
  const story = remembered(io, entries)
  const watch = async (): Promise<readonly EventSink[]> => {
    const events =
      options.events === undefined ? undefined : await eventLines(io, options.events, firstSeqAfter(entries))
    const display = displayFor(io)
    watching.push({ close: () => display.end() }, ...(events === undefined ? [] : [events]))
    return [display, story.sink, ...(events === undefined ? [] : [events.sink])]
  }
  try {
    const stops = { softStop: withDeadline(io.interrupt, limitMs), hardStop: io.hardInterrupt }
    const result = await runFromHere(machineOf(io), {
      ...{ ...execution, ...stops, ssh: options, watch, ignoreTlsa: options.ignoreTlsa },
      warn: (findings) => void sayFindings(io, findings),
    })
    await end()
    const next = nextStep(result, ranFrom(execution))
    const { id, payload } = execution.plan
    const course = courseOf(story.entries)
    const summary = {
      ...{ ...course, rollout: id, certificate: payload.fingerprint },
      ...{ ...result, next: next.command },
    }
    await report(io, execution, summary)
    await pageFor(io, options.html, course && { ...course, ...result })
    note(io, nextStepText(next))
    await notifyOf(io, execution.fleet, {
      event: execution.resumption?.rollback === true ? "rollback" : "rollout",
      exitCode: result.exitCode,
      result: summary,
    })
    return result.exitCode
  } finally {
    await end()
  }
}

function ranFrom({ journals, plan, options, resumption, fleet }: Execution): Ran {
  const folder = dirname(journals)
  const rollback = resumption?.rollback === true
  return {
    ...{ folder, fleet: { file: fleet.file, domain: plan.domain }, rollout: plan.id },
    ...{ rollback, limit: options.limit ?? [] },
    // What a rollback brings back may be another CA's.
    trust: rollback ? undefined : rootFile(folder, plan.payload, fleet),
  }
}

/** Without it, ports that serve the certificate of one's own CA would be called untrusted. */
function rootFile(folder: string, payload: Payload, { certificate, file }: Fleet): string | undefined {
  // Of one's own CA, the roots of the bundles that lie there are known.
  const liesThere = resolve(dirname(folder)) === resolve(certificateFolder(certificate.commonName, file))
  if ((certificate.profile === "private" && liesThere) || hasKnownRoot(payload)) return undefined
  return join(folder, bundleFiles.ca)
}

/** Everything that the journal holds, with what comes to it. */
function remembered(
  { clock }: Io,
  earlier: readonly JournalEntry[] = [],
): { readonly entries: readonly JournalEntry[]; readonly sink: EventSink } {
  const entries = [...earlier]
  const append = async (line: string): Promise<void> => void entries.push(JSON.parse(line))
  return {
    entries,
    sink: journalSink({ append, close: async () => undefined }, clock, firstSeqAfter(earlier)),
  }
}

/** The servers are as they are: a page that cannot be written changes no exit code. */
async function pageFor(io: Io, file: string | undefined, course: RolloutJson | undefined): Promise<void> {
  if (file === undefined || course === undefined) return
  const { rolloutPage } = await import("../../report/page/rolloutPage.js")
  try {
    await writePage(io, file, (version) => rolloutPage(course, version))
  } catch (error) {
    if (!(error instanceof ToolError)) throw error
    io.stderr.write(`certfleet: warning: no page: ${printable(error.message)}; certfleet report writes one\n`)
  }
}

/** The events once more, for whoever watches: where they cannot be written, the rollout goes on without. */
async function eventLines(io: Io, file: string, firstSeq: number): Promise<WatchedEvents> {
  if (file !== "-") {
    await requirePlace(io.files, { name: "events", file })
    await io.files.folder(dirname(file))
    return eventFile(io.path(file), io.clock, firstSeq, ({ message }) =>
      io.stderr.write(`certfleet: warning: ${printable(message)}; no more events are written there\n`),
    )
  }
  const append = async (line: string): Promise<void> => void io.stdout.write(`${printableJson(line)}\n`)
  const stdout = { append, close: async () => undefined }
  return { sink: journalSink(stdout, io.clock, firstSeq), close: stdout.close }
}

async function report(
  io: Io,
  { options }: Execution,
  result: RolloutResult & { readonly rollout: string },
): Promise<void> {
  const { json, events } = options
  if (json === true) io.stdout.write(documentText(result))
  else if (events !== "-")
    io.stdout.write(rolloutTable(result.hosts, { paint: await paintFor(io, io.stdout) }))
}
