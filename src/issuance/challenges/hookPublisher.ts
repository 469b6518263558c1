import { ToolError } from "../../errors.js"
import { callHook, type Hook } from "./hook.js"
import type { TxtPublisher } from "./publisher.js"

/** `HOOK present NAME VALUE` and `HOOK cleanup NAME VALUE`, one call after the other: most providers limit the pace. */
export function hookPublisher(hook: Hook): TxtPublisher {
  return {
    publish: async (records, signal) => {
      for (const { name, value } of records) await callHook(hook, ["present", name, value], signal)
    },
    remove: (records) => forEach(records, ({ name, value }) => callHook(hook, ["cleanup", name, value])),
  }
}

/**
 * Does something for all, whatever comes of each.
 *
 * @throws the first failure, with the number of the others
 */
export async function forEach<T>(items: readonly T[], one: (item: T) => Promise<void>): Promise<void> {
  const failures: unknown[] = []
  for (const item of items) await one(item).catch((error: unknown) => failures.push(error))
  const [first] = failures
  if (first === undefined) return
  if (!(first instanceof ToolError) || failures.length === 1) throw first
  const { code, hint, message } = first
  throw new ToolError(code, `${message} (and ${failures.length - 1} more)`, {
    ...(hint === undefined ? {} : { hint }),
    cause: first,
  })
}
