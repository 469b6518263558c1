/** The stages from the window to the proof. */
import { exitCodes } from "../errors.js"
import { fleetCommand } from "../fleet/command.js"
import type { Fleet } from "../fleet/types.js"
import { isOpen } from "../fleet/windows.js"
import type { Files } from "../ports.js"
import { journalFolder, rolloutsOf } from "../rollout/record/journals.js"
import { isRollbackCutOff, resumptionOf } from "../rollout/record/resume.js"
import { lastThatStands } from "../rollout/record/standing.js"
import type { OpenRenewal } from "./renewalJournal.js"
import { type RenewRun, type RolloutEnd, type Step, type Stop, stopped, went } from "./run.js"

/** How the last rollout of a bundle stands. */
type Standing = "none" | "unfinished" | "over" | "put-back" | "stuck" | "taken-back"

export interface ToDeliver {
  readonly bundle: string
  /** SHA-256 of its certificate. */
  readonly certificate: string
}

/** Rolls out unless that is done, then looks at every port. */
export async function deliverStages(
  run: RenewRun,
  open: OpenRenewal,
  what: ToDeliver,
): Promise<Step<RolloutEnd | undefined>> {
  const standing = await standingOf(run.doors.files, what.bundle)
  const handed = handedOver(standing, what.bundle, run.fleet)
  if (handed !== undefined) return stopped(handed)
  const isOver = standing === "over" && open.last.type !== "unproven"
  const rolled = isOver ? went(undefined) : await rolloutStage(run, open, { ...what, standing })
  return rolled.ok ? proofStage(run, open, { ...what, rollout: rolled.value }) : rolled
}

async function standingOf(files: Files, bundle: string): Promise<Standing> {
  const last = await lastThatStands(rolloutsOf(files, journalFolder(bundle)))
  if (last === undefined) return "none"
  const { entries } = last
  const start = entries.findLast((entry) => entry.type === "start")
  if ((start?.type === "start" && start.rollback === true) || isRollbackCutOff(entries)) return "taken-back"
  const end = entries.at(-1)
  const exitCode = end?.type === "end" ? end.exitCode : undefined
  if (exitCode === exitCodes.stuck) return "stuck"
  if (resumptionOf(entries) !== undefined) return "unfinished"
  return exitCode === exitCodes.ok || exitCode === exitCodes.findings ? "over" : "put-back"
}

/** What a human has begun to decide is not decided here. */
function handedOver(standing: Standing, bundle: string, fleet: Fleet): Stop | undefined {
  const stage = "rollout"
  const command = (...words: string[]): string => fleetCommand(words, fleet)
  if (standing === "stuck")
    return {
      ...{ stage, exitCode: exitCodes.stuck, reason: `the rollout of ${bundle} has left servers to a human` },
      hint: `${reportOf(bundle)} names them; then ${command("rollout", bundle, "--resume")}, or ${command("rollback", bundle)}`,
    }
  if (standing === "taken-back")
    return {
      ...{ stage, exitCode: exitCodes.stuck, reason: `${bundle} was rolled back by hand` },
      hint: `${command("rollout", bundle)} brings it again; ${command("renew", "--force")} begins another renewal`,
    }
  return undefined
}

/** A report needs no fleet. */
function reportOf(bundle: string): string {
  return fleetCommand(["report", bundle])
}

async function rolloutStage(
  run: RenewRun,
  open: OpenRenewal,
  { bundle, standing }: ToDeliver & { readonly standing: Standing },
): Promise<Step<RolloutEnd>> {
  const { doors, renewals, watch } = run
  const resume = standing === "unfinished"
  // A rollout that was begun must come to its end, whatever the time is by now.
  const closed = resume ? undefined : closedWindow(run)
  if (closed !== undefined) return stopped(closed)
  await renewals.append({
    type: "rollout",
    renewal: open.id,
    bundle: renewals.written(bundle),
    resumed: resume,
  })
  watch?.({ type: "stage", stage: "rollout" })
  const rollout = await doors.rollOut(bundle, { resume })
  if (rollout.exitCode === exitCodes.ok || rollout.exitCode === exitCodes.findings) return went(rollout)
  const failed = rollout.hosts.filter(({ outcome }) => outcome !== "done" && outcome !== "unchanged")
  const reasons = failed.map(({ host, reason = "not done" }) => `${host}: ${reason}`)
  return stopped({
    ...{ stage: "rollout", exitCode: rollout.exitCode, rollout },
    reason: `rollout ${rollout.rollout}: ${reasons.join("; ") || "not every server has the certificate"}`,
    hint:
      rollout.exitCode === exitCodes.stuck
        ? `${reportOf(bundle)} names what to do on which server`
        : "cure that; the next run rolls the same certificate out again",
  })
}

function closedWindow({ choices, doors, fleet }: RenewRun): Stop | undefined {
  const { windows } = fleet.rollout
  const now = new Date(doors.clock.now())
  if (choices.outsideWindow === true || windows.length === 0 || windows.some((one) => isOpen(one, now)))
    return undefined
  return {
    ...{ stage: "window", exitCode: exitCodes.incomplete, waits: true },
    reason: `the new certificate is here, and it is outside the maintenance windows (${windows.join("; ")})`,
    hint: `the first run inside of one rolls it out; ${fleetCommand(["renew", "--outside-window"], fleet)} does it now`,
  }
}

async function proofStage(
  run: RenewRun,
  open: OpenRenewal,
  { bundle, certificate, rollout }: ToDeliver & { readonly rollout: RolloutEnd | undefined },
): Promise<Step<RolloutEnd | undefined>> {
  const { doors, renewals, watch } = run
  await renewals.append({ type: "proof", renewal: open.id, certificate })
  watch?.({ type: "stage", stage: "proof" })
  const problems = await doors.prove(bundle)
  if (problems.length === 0) return went(rollout)
  await renewals.append({ type: "unproven", renewal: open.id, problems })
  return stopped({
    ...{ stage: "proof", exitCode: exitCodes.incomplete, ...(rollout && { rollout }) },
    reason: `the new certificate is not served everywhere: ${problems.join("; ")}`,
    hint: "the next run rolls it out again, where it is not",
  })
}
