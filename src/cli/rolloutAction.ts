import { join } from "node:path"
import { type ExitCode, exitCodes, ToolError } from "../errors.js"
import { observe } from "../probe/observe.js"
import { fromFleet } from "../probe/protocol.js"
import { ssh2Connector } from "../remote/ssh2.js"
import { planText } from "../report/planText.js"
import { rolloutTable } from "../report/rolloutTable.js"
import { type RolloutResult, runRollout } from "../rollout/engine.js"
import type { EventSink } from "../rollout/events.js"
import { allSinks, journalSink } from "../rollout/journal.js"
import type { RolloutPlan } from "../rollout/plan.js"
import type { Prover } from "../rollout/prover.js"
import { plannedSteps } from "../rollout/steps.js"
import { chooseDelivery } from "./delivery.js"
import { openDurableLog } from "./durableLog.js"
import { requireFleet } from "./fleetFile.js"
import type { Io } from "./io.js"
import { displayFor } from "./rolloutDisplay.js"
import { lastJournal, planFor, type RolloutOptions } from "./rolloutPlan.js"
import { sshWays } from "./sshSettings.js"

/** Time limit of one look at a port, milliseconds. */
const lookTimeoutMs = 5_000

export async function rollout(io: Io, dir: string | undefined, options: RolloutOptions): Promise<ExitCode> {
  const fleet = await requireFleet(io, options.fleet ?? "fleet.yaml")
  const { folder, delivery } = await chooseDelivery(io, fleet, dir, options)
  const journals = join(folder, "rollouts")
  const earlier = options.resume === true ? await lastJournal(io, journals) : undefined
  const ways = await sshWays(io, fleet)
  const plan = planFor(io, fleet, { delivery, options, earlier, ways })
  if (plan.hosts.length === 0)
    throw new ToolError("config", "no server of fleet.yaml carries the certificate", {
      hint: "give the servers roles",
    })
  if (options.dryRun === true) {
    io.stdout.write(
      planText(
        plan,
        plan.hosts.map((host) => ({ host, steps: plannedSteps(plan, host) })),
      ),
    )
    return exitCodes.ok
  }
  const ssh = await ways.open(
    plan.hosts.map(({ target }) => target),
    options,
  )
  await io.files.folder(journals, { mode: 0o700 })
  const log = await openDurableLog(join(journals, `${plan.id}.jsonl`))
  const display = displayFor(io)
  try {
    const journal = journalSink(log, io.clock, (earlier?.entries.at(-1)?.seq ?? 0) + 1)
    const sink = allSinks(journal, display)
    await sink.emit(startEvent(plan, earlier !== undefined))
    const result = await runRollout(
      plan,
      {
        connector: ssh2Connector(ssh),
        prover: proverFor(io),
        clock: io.clock,
        sink,
        softStop: io.interrupt,
        hardStop: io.hardInterrupt,
      },
      earlier?.resumption,
    )
    display.end()
    report(io, plan, result, options.json === true)
    return result.exitCode
  } finally {
    display.end()
    await log.close()
  }
}

function startEvent(
  { id, holder, hosts, delivery, settings }: RolloutPlan,
  resumed: boolean,
): Parameters<EventSink["emit"]>[0] {
  return {
    type: "start",
    rollout: id,
    holder,
    certificate: delivery.fingerprint,
    commonName: delivery.commonName,
    hosts: hosts.map(({ host }) => host),
    restart: settings.restart,
    resumed,
  }
}

function proverFor(io: Io): Prover {
  return {
    async look(endpoint, signal) {
      const options = {
        timeoutMs: lookTimeoutMs,
        clock: io.clock,
        ...(signal === undefined ? {} : { signal }),
      }
      const seen = await observe(fromFleet(endpoint), options)
      return seen.ok ? { ok: true, fingerprint: seen.fingerprint } : { ok: false, problem: seen.detail }
    },
  }
}

function report(io: Io, plan: RolloutPlan, result: RolloutResult, json: boolean): void {
  if (json)
    io.stdout.write(
      `${JSON.stringify({ rollout: plan.id, certificate: plan.delivery.fingerprint, ...result }, null, 2)}\n`,
    )
  else io.stdout.write(rolloutTable(plan, result.hosts, { colour: io.stdout.isTTY === true }))
  if (result.exitCode === exitCodes.interrupted)
    io.stderr.write(
      `certfleet: hint: some servers may be half-way: certfleet rollout --resume finishes them or puts them back\n`,
    )
}
