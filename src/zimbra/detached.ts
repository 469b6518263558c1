import { scriptCommand } from "../remote/script.js"
import type { RemoteCommand } from "../remote/session.js"
import { detachScript, stopScript } from "./scripts.js"

/** A command that must not die with the connection: it runs detached, and each call waits for the same run. */
export interface DetachedCommand {
  readonly step: string
  readonly argv: readonly string[]
  /** Waits up to the given time, in milliseconds, and reports `@status`, `@running` or `@gone`. */
  wait(ms: number): RemoteCommand
  stop(): RemoteCommand
}

/** As whom a step runs, and where its log is. */
export interface DetachedPlace {
  readonly user: string
  readonly folder: string
}

/** The step by that name: one run of argv, however often it is waited for. */
export function detachedCommand(
  { user, folder }: DetachedPlace,
  step: string,
  argv: readonly string[],
): DetachedCommand {
  return {
    step,
    argv,
    wait: (ms) => ({
      ...scriptCommand(detachScript, {
        args: [folder, step, String(Math.ceil(ms / 100)), ...argv],
        user,
      }),
      name: step,
      detached: argv,
    }),
    stop: () => ({
      ...scriptCommand(stopScript, { args: [folder, step], user }),
      name: `stop ${step}`,
    }),
  }
}

/** The name of a step in a later run of the same rollout. */
export function numbered(step: string, attempt: number): string {
  return attempt === 1 ? step : `${step}-${attempt}`
}
