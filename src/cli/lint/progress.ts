import type { Io } from "../io.js"
import { detail, showsProgress } from "../terminal/voice.js"

/** Before this, nobody waits; milliseconds. */
const quietMs = 1_000
const stepMs = 200

/** Says on a terminal how far a long lint is. */
export function lintProgress(io: Io): { step(name: string): void; end(): void } {
  const { stderr, clock } = io
  const started = clock.now()
  let shownAt = started + quietMs - stepMs
  let count = 0
  let shown = false
  return {
    step(name) {
      count += 1
      const now = clock.now()
      detail(io, `looks at ${name}`)
      if (!showsProgress(io) || now - shownAt < stepMs) return
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
