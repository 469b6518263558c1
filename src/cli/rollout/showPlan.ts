import { type ExitCode, exitCodes } from "../../errors.js"
import { jsonText } from "../../report/jsonText.js"
import { planJson } from "../../report/planJson.js"
import { planText } from "../../report/planText.js"
import { printableLines } from "../../report/printable.js"
import { dryRun } from "../../rollout/dryRun.js"
import type { RolloutPlan } from "../../rollout/plan.js"
import type { Resumption } from "../../rollout/record/resume.js"
import type { Io } from "../io.js"

export interface ShowPlanOptions {
  readonly json?: boolean
  readonly resumption: Resumption | undefined
}

/** What a run of the plan would do; nobody is connected to. */
export async function showPlan(io: Io, plan: RolloutPlan, options: ShowPlanOptions): Promise<ExitCode> {
  const would = await dryRun(plan, options.resumption)
  const text = options.json === true ? jsonText(planJson(plan, would)) : printableLines(planText(plan, would))
  io.stdout.write(text)
  return exitCodes.ok
}
