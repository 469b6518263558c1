import type { Clock } from "../ports.js"

/** The machine's own clock. */
export const systemClock: Clock = {
  now: Date.now,
  // Not Node's promise of a timer: one that is called off costs an error with its stack, four for each port looked at.
  sleep: (ms, signal) =>
    new Promise((resolve, reject) => {
      if (signal?.aborted === true) return reject(signal.reason)
      const stop = (): void => {
        clearTimeout(timer)
        reject(signal?.reason)
      }
      const timer = setTimeout(() => {
        signal?.removeEventListener("abort", stop)
        resolve()
      }, ms)
      signal?.addEventListener("abort", stop, { once: true })
    }),
}
