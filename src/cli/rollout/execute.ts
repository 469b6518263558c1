import { join, resolve } from "node:path"
import { setFlagsFromString } from "node:v8"
import { type ExitCode, exitCodes, ToolError } from "../../errors.js"
import type { Fleet } from "../../fleet/types.js"
import { openDurableLog } from "../../local/durableLog.js"
import { takeFleetLock } from "../../local/fleetLock.js"
import type { SshOptions, SshWays } from "../../local/sshSettings.js"
import { checkHealth } from "../../probe/healthCheck.js"
import { observe } from "../../probe/observe.js"
import { fromFleet } from "../../probe/protocol.js"
import { ssh2Connector } from "../../remote/ssh2.js"
import { rolloutTable } from "../../report/rolloutTable.js"
import { type RolloutResult, runRollout } from "../../rollout/engine.js"
import type { Prover } from "../../rollout/phases/prover.js"
import type { RolloutPlan } from "../../rollout/plan.js"
import type { EventSink } from "../../rollout/record/events.js"
import { allSinks, dispensable, type JournalEntry, journalSink } from "../../rollout/record/journal.js"
import type { Resumption } from "../../rollout/record/resume.js"
import type { Io } from "../io.js"
import { wantsColour } from "../terminal/colour.js"
import { displayFor } from "./display.js"

/** Time limit of one look at a port, milliseconds. */
const lookTimeoutMs = 5_000

/** From so many servers on, memory matters more than a little time. */
const largeFleet = 100

export interface RunOptions extends SshOptions {
  readonly json?: boolean
  readonly breakLock?: boolean
  /** File for the events as JSON lines, or `-` for stdout. */
  readonly events?: string
  /** Seconds for the whole rollout. */
  readonly timeout?: string
}

export interface Execution {
  readonly fleet: Fleet
  readonly plan: RolloutPlan
  readonly ways: SshWays
  readonly options: RunOptions
  /** The folder of the journals. */
  readonly journals: string
  readonly entries?: readonly JournalEntry[]
  readonly resumption?: Resumption
}

/** Runs a plan with everything around it: log-ins, locks, journal, display, result. */
export async function execute(io: Io, execution: Execution): Promise<ExitCode> {
  const { fleet, plan, ways, options, journals, entries = [], resumption } = execution
  const limitMs = wholeTimeout(options.timeout)
  // V8 would rather let garbage lie than collect it: with hundreds of connections that is a third of all memory.
  if (plan.hosts.length >= largeFleet) setFlagsFromString("--optimize-for-size")
  const ssh = await ways.open(
    plan.hosts.map(({ target }) => target),
    options,
  )
  const unlock = await takeFleetLock(io, fleet, {
    id: plan.id,
    holder: plan.holder,
    force: options.breakLock === true,
  })
  try {
    await io.files.folder(journals, { mode: 0o700 })
    const log = await openDurableLog(join(journals, `${plan.id}.jsonl`))
    const firstSeq = (entries.at(-1)?.seq ?? 0) + 1
    const events = options.events === undefined ? undefined : await eventLines(io, options.events, firstSeq)
    const display = displayFor(io)
    try {
      const journal = journalSink(log, io.clock, firstSeq)
      const sink = allSinks(journal, display, ...(events === undefined ? [] : [events.sink]))
      const ports = { connector: ssh2Connector(ssh), prover: proverFor(io), clock: io.clock, sink }
      const stops = { softStop: softStop(io, limitMs), hardStop: io.hardInterrupt }
      const result = await runRollout(plan, { ...ports, ...stops }, resumption)
      display.end()
      report(io, { plan, result, options, rollback: resumption?.rollback === true })
      return result.exitCode
    } finally {
      display.end()
      await events?.close()
      await log.close()
    }
  } finally {
    await unlock()
  }
}

/** Milliseconds; more than a timer can hold is no limit. */
function wholeTimeout(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const seconds = Number(text)
  if (!(seconds > 0)) throw new ToolError("usage", `--timeout ${text} is not a number of seconds`)
  return seconds * 1000 < 2 ** 31 ? seconds * 1000 : undefined
}

function softStop(io: Io, limitMs: number | undefined): AbortSignal {
  if (limitMs === undefined) return io.interrupt
  const over = new AbortController()
  const reason = new ToolError(
    "time-limit",
    `the whole rollout took longer than ${limitMs / 1000} s (--timeout)`,
  )
  setTimeout(() => over.abort(reason), limitMs).unref()
  return AbortSignal.any([io.interrupt, over.signal])
}

function proverFor(io: Io): Prover {
  const limits = { timeoutMs: lookTimeoutMs, clock: io.clock }
  return {
    async look(endpoint, signal) {
      const seen = await observe(fromFleet(endpoint), {
        ...limits,
        leafOnly: true,
        ...(signal === undefined ? {} : { signal }),
      })
      return seen.ok ? { ok: true, fingerprint: seen.fingerprint } : { ok: false, problem: seen.detail }
    },
    check: (host, probe) => checkHealth(host, probe, { ...limits, signal: io.hardInterrupt }),
  }
}

/** The events once more, for whoever watches: where they cannot be written, the rollout goes on without. */
async function eventLines(
  io: Io,
  file: string,
  firstSeq: number,
): Promise<{ sink: EventSink; close(): Promise<void> }> {
  if (file !== "-") {
    const log = await openDurableLog(resolve(io.cwd, file))
    const sink = dispensable(journalSink(log, io.clock, firstSeq), ({ message }) =>
      io.stderr.write(`certfleet: warning: ${message}; no more events are written there\n`),
    )
    return { sink, close: () => log.close() }
  }
  const stdout = {
    append: async (line: string) => void io.stdout.write(`${line}\n`),
    close: async () => undefined,
  }
  return { sink: journalSink(stdout, io.clock, firstSeq), close: stdout.close }
}

interface Report {
  readonly plan: RolloutPlan
  readonly result: RolloutResult
  readonly options: RunOptions
  readonly rollback: boolean
}

function report(io: Io, { plan, result, options: { json, events }, rollback }: Report): void {
  const summary = { rollout: plan.id, certificate: plan.delivery.fingerprint, ...result }
  if (json === true) io.stdout.write(`${JSON.stringify(summary, null, 2)}\n`)
  else if (events !== "-")
    io.stdout.write(rolloutTable(plan, result.hosts, { colour: wantsColour(io, io.stdout) }))
  if (result.hosts.some(({ outcome }) => outcome === undefined))
    io.stderr.write(
      rollback
        ? "certfleet: hint: some servers may be half-way: run certfleet rollback again, with the same --limit\n"
        : "certfleet: hint: some servers may be half-way: certfleet rollout --resume finishes them or puts them back\n",
    )
  else if (result.exitCode === exitCodes.ok)
    io.stderr.write("certfleet: next: certfleet probe shows what is served\n")
}
