import type { RenewResult } from "../renew/run.js"
import { type RenewStage, stageTexts } from "../renew/stages.js"
import { printable } from "./printable.js"

export function stageText(stage: RenewStage): string {
  return `renewal: ${stageTexts[stage]}`
}

export function dueText({ at, explanationUrl, why }: NonNullable<RenewResult["due"]>): string {
  return `to be renewed at ${at}: ${why}${explanationUrl === undefined ? "" : `, see ${explanationUrl}`}`
}

/** Of what has no certificate to be renewed. */
export function noneText({ hint = "", reason = "" }: RenewResult): string {
  return `certfleet: ${reason} (${hint})`
}

export function renewedText({ bundle = "", certificate = "", rollout }: RenewResult): string {
  const servers = rollout === undefined ? "" : ` of ${rollout.hosts.length} servers`
  return `renewed      ${certificate}\nis in        ${bundle}/\nserved       on every port${servers}\n`
}

/** What keeps a renewal from going on, and what to do. */
export function stopText({ hint, outcome, stage = "request", ...told }: RenewResult): string {
  // A CA's words stay in their line, or it could write lines of ours.
  const reason = printable(told.reason ?? "")
  const where = stageTexts[stage]
  if (outcome === "waiting")
    return `certfleet: the renewal waits: ${reason} (${hint ?? "the next run goes on"})\n`
  const first = `certfleet: error: the renewal has stopped at ${where}: ${reason}\n`
  return hint === undefined ? first : `${first}certfleet: hint: ${hint}\n`
}
