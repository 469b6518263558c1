import type { HookMoment, ProveWay } from "../fleet/types.js"
import type { DryRun } from "../rollout/dryRun.js"
import { type Part, type Phase, phases } from "../rollout/phases/table.js"
import type { RolloutPlan } from "../rollout/plan.js"

export interface PlanJson {
  readonly version: 1
  readonly rollout: string
  /** Programs of this machine, in the order in which they would begin. */
  readonly hooks: readonly {
    readonly hook: string
    readonly when: HookMoment
    readonly for: string
    readonly hosts: readonly string[]
    /** `undo` for a partner, which takes it back. */
    readonly way: "run" | "undo"
    readonly argv: readonly string[]
    readonly timeoutMs: number
    readonly undo?: readonly string[]
  }[]
  readonly hosts: readonly {
    readonly host: string
    /** What must serve the certificate in the end, and from where that is looked at. */
    readonly ports: readonly {
      readonly service: string
      readonly port: number
      readonly address: string
      readonly prove: ProveWay
      /** The names to ask for: the server's own, then the further ones that users come by. */
      readonly names: readonly string[]
    }[]
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
export function planJson({ id }: RolloutPlan, { hooks, hosts }: DryRun): PlanJson {
  return {
    version: 1,
    rollout: id,
    hooks: hooks.map(({ hook, when, for: turn, hosts: meant, way, argv, timeoutMs, undo }) => ({
      ...{ hook, when, for: turn, hosts: meant, way, argv, timeoutMs },
      ...(undo === undefined ? {} : { undo }),
    })),
    hosts: hosts.map(({ host, phases: walked }) => ({
      host: host.host,
      ports: host.endpoints.map((endpoint) => {
        const { service, port, address, prove, sni } = endpoint
        return { service, port, address, prove, names: [sni, ...(host.userNames.get(endpoint) ?? [])] }
      }),
      steps: walked.flatMap(({ phase, commands }) =>
        commands.map(({ user, argv, detached }) => ({
          ...{ phase, part: phases[phase].part, user, argv },
          ...(detached === undefined ? {} : { detached }),
        })),
      ),
    })),
  }
}
