import type { DryRun } from "../rollout/dryRun.js"
import { type Part, type Phase, phases } from "../rollout/phases/table.js"
import type { RolloutPlan } from "../rollout/plan.js"

export interface PlanJson {
  readonly version: 1
  readonly rollout: string
  readonly hosts: readonly {
    readonly host: string
    /** Empty for a host that has come to its end. */
    readonly steps: readonly {
      readonly phase: Phase
      readonly part: Part
      readonly user: string
      readonly argv: readonly string[]
      /** The program that argv starts and waits for. */
      readonly detached?: readonly string[]
    }[]
  }[]
}

/** A dry run for other programs: what goes in by standard input, key material, is not in it. */
export function planJson({ id }: RolloutPlan, { hosts }: DryRun): PlanJson {
  return {
    version: 1,
    rollout: id,
    hosts: hosts.map(({ host, phases: walked }) => ({
      host: host.host,
      steps: walked.flatMap(({ phase, commands }) =>
        commands.map(({ user, argv, detached }) => ({
          ...{ phase, part: phases[phase].part, user, argv },
          ...(detached === undefined ? {} : { detached }),
        })),
      ),
    })),
  }
}
