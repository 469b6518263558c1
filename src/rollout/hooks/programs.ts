import { ToolError } from "../../errors.js"
import type { Processes, ProgramState } from "../../ports.js"
import type { HookPlan } from "./plan.js"

const facts: Record<Exclude<ProgramState, "there">, (program: string) => string> = {
  missing: (program) => `there is no program ${program}`,
  "not-executable": (program) => `${program} is not executable`,
}

/** What would keep hooks and their partners from being started on this machine, one line each. */
export async function hookObstacles(
  hooks: readonly HookPlan[],
  processes: Pick<Processes, "find">,
): Promise<string[]> {
  const meant = hooks.flatMap(({ name, argv, undo }) => [
    { who: `hook ${name}`, program: argv[0] },
    { who: `undo of hook ${name}`, program: undo[0] },
  ])
  const found = await Promise.all(
    meant.map(async ({ who, program }) => {
      const state = program === undefined ? "there" : await processes.find(program)
      return state === "there" ? [] : [`${who} cannot be run: ${facts[state](program ?? "")}`]
    }),
  )
  return found.flat()
}

/**
 * For a rollout that is to begin: the hook of a restart would fail in the middle of the change.
 *
 * @throws ToolError `config` where the program of a hook or of its partner is missing or not executable
 */
export async function requireHookPrograms(
  hooks: readonly HookPlan[],
  processes: Pick<Processes, "find">,
): Promise<void> {
  const obstacles = await hookObstacles(hooks, processes)
  if (obstacles.length === 0) return
  throw new ToolError("config", obstacles.join("; "), {
    hint: "put it there and make it executable (chmod +x), or correct hooks in fleet.yaml; nothing was changed on any server",
  })
}
