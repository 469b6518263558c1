/** One idempotent step towards a fleet that never serves an expired certificate; see stages.ts. */
import { randomBytes } from "node:crypto"
import { bundleFiles } from "../bundle/bundleFiles.js"
import type { InUse } from "../bundle/compare.js"
import { newestFolder } from "../bundle/folders.js"
import { exitCodes, ToolError } from "../errors.js"
import { fleetCommand, fleetWords } from "../fleet/command.js"
import { OrderJournal } from "../issuance/journal/orderJournal.js"
import { onceEach } from "../issuance/once.js"
import { deliverStages } from "./deliver.js"
import { type Due, dueOf, endOf } from "./due.js"
import { readyBundle, rolledOut } from "./inUse.js"
import { compareStage, obtainStages } from "./obtain.js"
import { type OpenRenewal, RenewalJournal } from "./renewalJournal.js"
import { requestStage } from "./request.js"
import type { RenewInputs, RenewResult, RenewRun, RolloutEnd, Step, Stop } from "./run.js"
import { stopped, went } from "./run.js"
import type { RenewStage } from "./stages.js"

/**
 * Renews where that is due, or takes up the renewal that is under way, as far as it goes today. To be called by a timer.
 *
 * @returns where it has come to; "renewed" only once the new certificate was seen on every port
 * @throws ToolError for journals that cannot be read, and `cancelled`; what fails in a stage is a result that names it
 */
export async function renew(inputs: RenewInputs): Promise<RenewResult> {
  const { doors, fleet } = inputs
  const renewals = await RenewalJournal.open(fleet, doors)
  const orders = await OrderJournal.open(fleet, doors)
  try {
    const choices = { ...inputs.choices, passphrase: onceEach(inputs.choices.passphrase) }
    const run = { ...inputs, choices, renewals, orders }
    const result = await renewOnce(run)
    // Who waits for the CA or a window has nothing to be told; success was told in its own stage.
    if (result.outcome === "stopped") await doors.tell(result)
    return result
  } finally {
    await renewals.close()
    await orders.close()
  }
}

async function renewOnce(run: RenewRun): Promise<RenewResult> {
  const { doors, renewals } = run
  const seen = await inUseBy(run)
  const reached: Reached = seen === "none" ? { inUse: undefined, hasNone: true } : { inUse: seen }
  await giveUpIfForced(run)
  if (renewals.open === undefined) {
    const looked = await begin(run, reached)
    if (looked !== undefined) return looked
  }
  const { open } = renewals
  if (open === undefined) throw new RangeError("a renewal has been begun")
  reached.replaces = open.begun.replaces
  const ended = await stagesOf(run, open, reached)
  if (!ended.ok) return stopResult(ended.stop, reached, doors.clock.now())
  const { bundle, certificate } = reached
  const result: RenewResult = {
    ...{ outcome: "renewed", exitCode: exitCodes.ok, findings: [] },
    ...facts(reached),
    ...(ended.value && { rollout: ended.value }),
  }
  if (bundle === undefined || certificate === undefined) throw new RangeError("what was proven has a folder")
  await renewals.append({ type: "notify", renewal: open.id, certificate })
  run.watch?.({ type: "stage", stage: "notify" })
  await doors.tell(result)
  await renewals.append({ type: "renewed", renewal: open.id, certificate })
  return result
}

/** What a run has found out so far. */
interface Reached {
  inUse: InUse | undefined
  /** No port serves a certificate of its own. */
  readonly hasNone?: true
  replaces?: string | undefined
  due?: Due
  certificate?: string
  bundle?: string
}

/** By the last rollout of this folder; where there is none, by what the ports serve. */
async function inUseBy({ doors, fleet, renewals }: RenewRun): Promise<InUse | "none" | undefined> {
  const known = await rolledOut(doors.files, fleet)
  // In the middle of a rollout that is half the one and half the other.
  return known ?? (renewals.open?.rollout === undefined ? doors.served() : undefined)
}

async function giveUpIfForced({ choices, orders, renewals }: RenewRun): Promise<void> {
  if (choices.force !== true) return
  const { open } = renewals
  if (open !== undefined) await renewals.append({ type: "given-up", renewal: open.id, reason: "by --force" })
  if (orders.open !== undefined)
    await orders.append({
      type: "ended",
      order: orders.open.id,
      how: "given-up",
      reasons: ["by renew --force"],
    })
}

/** Begins a renewal where one is due; else says that none is. */
async function begin(run: RenewRun, reached: Reached): Promise<RenewResult | undefined> {
  const { choices, doors, renewals } = run
  const { clock } = doors
  let why = "it is forced"
  if (choices.force !== true) {
    if (reached.inUse === undefined)
      return (await neverHad(run, reached)) ?? stopResult(await nothingSeen(run), reached, clock.now())
    let due = await lookUpDue(run, reached.inUse)
    if (isDue(due, run)) {
      // Somebody may have brought a newer one to the servers by other means.
      const seen = await doors.served()
      if (seen !== undefined && seen !== "none" && seen.leaf.fingerprint !== reached.inUse.leaf.fingerprint) {
        reached.inUse = seen
        due = await lookUpDue(run, seen)
      }
    }
    reached.due = due
    if (!isDue(due, run))
      return { outcome: "not-due", exitCode: exitCodes.ok, findings: [], ...facts(reached) }
    why = `${due.why} says ${due.at.toISOString()}`
  }
  const time = new Date(clock.now()).toISOString().replace(/[-:]|\.\d+/g, "")
  const renewal = `${time}-${randomBytes(3).toString("hex")}`
  const replaces = reached.inUse?.leaf.fingerprint
  await renewals.append({ type: "begun", renewal, why, ...(replaces === undefined ? {} : { replaces }) })
  return undefined
}

/** A domain that is in fleet.yaml before its first certificate is. */
async function neverHad(
  { choices, doors, fleet }: RenewRun,
  { hasNone }: Reached,
): Promise<RenewResult | undefined> {
  if (choices.amongOthers !== true || hasNone !== true || fleet.domain === undefined) return undefined
  const { commonName } = fleet.certificate
  const had = await newestFolder(doors.files, commonName, bundleFiles.crt, fleet.file)
  if (had !== undefined) return undefined
  return {
    ...{ outcome: "none", exitCode: exitCodes.ok, stage: "due", findings: [] },
    reason: `${fleet.domain.domain} has no certificate of its own yet`,
    hint: `certfleet renew --force${fleetWords(fleet)} gets the first one`,
  }
}

/** Before the first rollout from here. What is ready already is not ordered once more. */
async function nothingSeen({ doors, fleet }: RenewRun): Promise<Stop> {
  const ready = await readyBundle(doors.files, fleet, { inUse: undefined, now: doors.clock.now() })
  const own = fleetWords(fleet)
  const what = fleet.domain === undefined ? "a certificate" : `a certificate of ${fleet.domain.domain}'s own`
  const first =
    ready === undefined
      ? `certfleet renew --force${own} gets the first certificate`
      : `${fleetCommand(["rollout", ready], fleet)} brings out the certificate that is ready there`
  return {
    ...{ stage: "due", exitCode: exitCodes.incomplete },
    reason: `nothing was rolled out from here, and no port shows ${what}: whether one is due is not known`,
    hint: `${fleetCommand(["status"], { file: fleet.file })} shows why; ${first}`,
  }
}

function lookUpDue({ doors, renewals, signal }: RenewRun, inUse: InUse): Promise<Due> {
  const { clock, issuer, random, warn } = doors
  return dueOf(inUse, { issuer, journal: renewals, clock, random, signal, warn })
}

/** What falls due before the next run is done now (RFC 9773 section 4.2). */
function isDue({ at }: Due, { choices, doors }: RenewRun): boolean {
  return at.getTime() <= doors.clock.now() + choices.everyMs
}

/** Each stage to its end, or to where it cannot go on today. */
async function stagesOf(
  run: RenewRun,
  open: OpenRenewal,
  reached: Reached,
): Promise<Step<RolloutEnd | undefined>> {
  const now = { stage: "request" as RenewStage }
  const watching: RenewRun = {
    ...run,
    watch: (step) => {
      if (step.type === "stage") now.stage = step.stage
      run.watch?.(step)
    },
  }
  try {
    return await allStages(watching, open, reached)
  } catch (error) {
    if (!(error instanceof ToolError) || error.code === "cancelled") throw error
    const hint = error.hint === undefined ? {} : { hint: error.hint }
    return stopped({ stage: now.stage, exitCode: error.exitCode, reason: error.message, ...hint })
  }
}

async function allStages(
  run: RenewRun,
  open: OpenRenewal,
  reached: Reached,
): Promise<Step<RolloutEnd | undefined>> {
  const { inUse } = reached
  const bundle = await bundleOf(run, open, reached)
  if (!bundle.ok) return bundle
  reached.bundle = bundle.value
  // Once servers were begun with, what they serve is half the one and half the other.
  const compared =
    open.rollout === undefined || open.compare === undefined
      ? await compareStage(run, run.renewals.open ?? open, { bundle: bundle.value, inUse })
      : went(open.compare.certificate)
  if (!compared.ok) return compared
  reached.certificate = compared.value
  const certificate = compared.value
  return deliverStages(run, run.renewals.open ?? open, { bundle: bundle.value, certificate })
}

/** The new certificate's folder: the one that was compared already, one that waits ready, or what an order brings. */
async function bundleOf(run: RenewRun, open: OpenRenewal, { inUse }: Reached): Promise<Step<string>> {
  const { choices, doors, fleet, orders, renewals } = run
  if (open.compare !== undefined) return went(await renewals.path(open.compare.bundle))
  if (open.request === undefined && choices.force !== true && orders.open === undefined) {
    const ready = await readyBundle(doors.files, fleet, { inUse, now: doors.clock.now() })
    if (ready !== undefined) return went(ready)
  }
  const request = await requestStage(run, open, inUse)
  if (!request.ok) return request
  return obtainStages(run, renewals.open ?? open, { inUse, request: request.value })
}

function facts({
  bundle,
  certificate,
  due,
  inUse,
  replaces = inUse?.leaf.fingerprint,
}: Reached): Partial<RenewResult> {
  return {
    ...(due && {
      due: {
        ...{ at: due.at.toISOString(), why: due.why },
        ...(due.explanationUrl === undefined ? {} : { explanationUrl: due.explanationUrl }),
      },
    }),
    ...(replaces === undefined ? {} : { replaces }),
    ...(certificate === undefined ? {} : { certificate }),
    ...(bundle === undefined ? {} : { bundle }),
  }
}

/** Half of the time that a renewal has as a rule: then waiting is something that a human has to know of. */
const urgentShare = 1 / 6

function stopResult(
  { findings = [], rollout, waits, ...stop }: Stop,
  reached: Reached,
  now: number,
): RenewResult {
  const { inUse } = reached
  const left = inUse === undefined ? undefined : endOf(inUse).getTime() - now
  const lifetime = inUse === undefined ? 0 : endOf(inUse).getTime() - inUse.leaf.notBefore.getTime()
  const isWaiting = waits === true && (left === undefined || left > lifetime * urgentShare)
  return {
    ...{ outcome: isWaiting ? "waiting" : "stopped", ...stop, findings },
    ...(isWaiting ? { exitCode: exitCodes.ok } : {}),
    ...facts(reached),
    ...(rollout && { rollout }),
  }
}
