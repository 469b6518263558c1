import { join } from "node:path"
import { bundleFiles } from "../bundle/bundleFiles.js"
import { certificateIn } from "../bundle/held.js"
import { ToolError } from "../errors.js"
import type { Fleet } from "../fleet/types.js"
import type { IssuanceDoors } from "../issuance/doors.js"
import { issuerOf } from "../issuance/issuerOf.js"
import { requestOfNextKey } from "../issuance/nextKey.js"
import { once } from "../issuance/once.js"
import { inTheWay } from "../issuance/prechecks/inTheWay.js"
import { renew } from "../renew/renew.js"
import type { RenewChoices, RenewInputs, RenewResult, RolloutEnd } from "../renew/run.js"
import { judgePayload } from "../rollout/payload.js"
import { planRollout } from "../rollout/planning.js"
import type { EventSink } from "../rollout/record/events.js"
import { journalFolder, unfinishedRollout } from "../rollout/record/journals.js"
import type { Secret } from "../secret.js"
import { takeFleetLock } from "./fleetLock.js"
import { portsWithout, servedByFleet } from "./fleetPorts.js"
import { localHolder } from "./holder.js"
import type { Machine } from "./machine.js"
import { notify } from "./notify.js"
import { runFromHere } from "./rollout.js"
import { openedOnce, requireNoneCutOff, requireRollout } from "./rolloutAhead.js"
import { type SshWays, sshWays } from "./sshSettings.js"

export interface RenewFromHere {
  readonly fleet: Fleet
  /** How the CA is asked. */
  readonly doors: IssuanceDoors
  readonly choices: RenewChoices
  /** Whether the DNS is looked at before an order is sent; it is unless this is false. */
  readonly lookAhead?: boolean
  /** Takes over locks that others left, here and on the servers. */
  readonly breakLock?: boolean
  /** From 0 inclusive to 1 exclusive; the machine's own unless given. */
  readonly random?: () => number
  /** Milliseconds for each look at a port. */
  readonly portMs?: number
  /** Who sees every event of the rollout beside its journal. */
  readonly watchRollout?: () => Promise<readonly EventSink[]>
  readonly watch?: RenewInputs["watch"]
  /** The first interruption: a rollout puts everything back that it has changed. */
  readonly signal?: AbortSignal | undefined
  /** The second: stop at once; the next run takes it up. */
  readonly hardStop?: AbortSignal
}

/**
 * Renews from this machine; two renewals or orders of a fleet at once are kept apart.
 *
 * @throws ToolError `locked`; as `renew`
 */
export async function renewFromHere(machine: Machine, run: RenewFromHere): Promise<RenewResult> {
  const {
    breakLock = false,
    choices,
    doors,
    fleet,
    lookAhead = true,
    random = Math.random,
    signal,
    watch,
  } = run
  const { clock, files, openLog } = machine
  const ways = once(async () => openedOnce(await sshWays(machine, fleet)))
  const issuer = issuerOf(fleet, doors)
  const look = { timeoutMs: run.portMs ?? 10_000, signal }
  const unlock = await takeFleetLock(
    { files, clock, fleetFile: fleet.file, work: "order" },
    { id: "renewal", holder: localHolder(), force: breakLock },
  )
  try {
    return await renew({
      ...{ fleet, choices, signal, ...(watch && { watch }) },
      doors: {
        ...{ files, clock, openLog, issuer, random, warn: doors.warn },
        nextRequest: () => requestOfNextKey({ clock, dns: doors.dns, files, fleet, signal }),
        ...(lookAhead && {
          lookAhead: (asked) => inTheWay({ asked, dns: doors.dns, fleet, issuer }),
        }),
        served: () => servedByFleet(machine, fleet, look),
        requireRollout: async () => {
          await requireNoneCutOff(machine, fleet, { breakLock })
          const problem = await requireRollout(machine, fleet, await ways())
          if (problem !== undefined) doors.warn(problem)
        },
        rollOut: async (bundle, how) => rollOut(machine, run, { bundle, ways: await ways(), ...how }),
        prove: async (bundle) => {
          const leaf = await certificateIn(files, join(bundle, bundleFiles.crt))
          return portsWithout(machine, fleet, { ...look, fingerprint: leaf?.fingerprint ?? "" })
        },
        tell: async (result) => {
          const ports = { ...machine, interrupts: [signal, run.hardStop] }
          const told = await notify(ports, fleet, { event: "renewal", exitCode: result.exitCode, result })
          if (told !== undefined) doors.warn(told)
        },
      },
    })
  } finally {
    await unlock()
  }
}

async function rollOut(
  machine: Machine,
  { breakLock, choices, doors, fleet, hardStop, signal, watchRollout }: RenewFromHere,
  { bundle, resume, ways }: { readonly bundle: string; readonly resume: boolean; readonly ways: SshWays },
): Promise<RolloutEnd> {
  const { clock, files } = machine
  const passphrase = (): Promise<Secret> => choices.passphrase(join(bundle, bundleFiles.key))
  const judged = await judgePayload(bundle, { files, clock, passphrase }, fleet)
  const problem = judged.findings.find(({ severity }) => severity === "error")
  if (problem !== undefined && !resume)
    throw new ToolError("config", `${bundle}: ${problem.message}`, {
      hint: problem.hint ?? "order another one",
    })
  const journals = journalFolder(bundle)
  const earlier = resume ? await unfinishedRollout(files, journals) : undefined
  if (!resume) await requireNoneCutOff(machine, fleet, { breakLock: breakLock === true, journals })
  const plan = planRollout(fleet, {
    ...{ payload: judged.payload, earlier, target: ways.target },
    ...{ holder: localHolder(), now: clock.now(), choices: { breakLock: breakLock === true } },
  })
  const stops = { ...(signal && { softStop: signal }), ...(hardStop && { hardStop }) }
  const { exitCode, hosts } = await runFromHere(machine, {
    ...{ fleet, plan, ways, journals, ...earlier, ...stops },
    ...(watchRollout && { watch: watchRollout }),
    warn: (findings) => {
      for (const { message } of findings) doors.warn(message)
    },
  })
  return { exitCode, hosts, rollout: plan.id }
}
