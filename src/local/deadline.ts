import { ToolError } from "../errors.js"

/** A signal that ends a rollout softly: Ctrl-C, or the time limit of the whole, milliseconds. */
export function withDeadline(interrupt: AbortSignal, limitMs: number | undefined): AbortSignal {
  if (limitMs === undefined) return interrupt
  const over = new AbortController()
  const reason = new ToolError(
    "time-limit",
    `the whole rollout took longer than ${limitMs / 1000} s (--deadline)`,
  )
  setTimeout(() => over.abort(reason), limitMs).unref()
  return AbortSignal.any([interrupt, over.signal])
}
