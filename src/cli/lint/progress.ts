import type { Io } from "../io.js"

/** Before this, nobody waits; milliseconds. */
const quietMs = 1_000
const stepMs = 200

/** Says on a terminal how far a long lint is. */
export function lintProgress({ stderr, clock }: Io): { step(name: string): void; end(): void } {
  const started = clock.now()
  let shownAt = started + quietMs - stepMs
  let count = 0
  let shown = false
  return {
    step(name) {
      count += 1
      const now = clock.now()
      if (stderr.isTTY !== true || now - shownAt < stepMs) return
      shownAt = now
      shown = true
      const width = Math.max(20, (stderr.columns ?? 80) - 1)
      stderr.write(`\r\u001b[K${`${count} inputs, ${name}`.replace(/\p{C}/gu, "?").slice(0, width)}`)
    },
    end() {
      if (shown) stderr.write("\r\u001b[K")
    },
  }
}
