/** Not to ask more often than DigiCert allows. */
import { pause } from "../../cancelled.js"
import type { Clock } from "../../ports.js"

interface Window {
  readonly requests: number
  readonly ms: number
}

/** dev.digicert.com, "Rate limits": rolling windows, by API key. */
const limits: readonly Window[] = [
  { requests: 100, ms: 5_000 },
  { requests: 1_000, ms: 180_000 },
]
const longestMs = Math.max(...limits.map(({ ms }) => ms))

export class Pacer {
  readonly #clock: Clock
  #sent: number[] = []

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Resolves once another question is allowed, and counts it. */
  async admit(signal?: AbortSignal): Promise<void> {
    for (let wait = this.#waitMs(); wait > 0; wait = this.#waitMs())
      await pause(this.#clock, wait, "DigiCert's limit of questions", signal)
    this.#sent.push(this.#clock.now())
  }

  #waitMs(): number {
    const now = this.#clock.now()
    // A clock that was set back holds nobody up for longer than a window.
    this.#sent = this.#sent.filter((at) => at > now - longestMs && at <= now)
    const waits = limits.map(({ requests, ms }) => {
      const oldest = this.#sent.at(-requests)
      return oldest === undefined ? 0 : oldest + ms - now
    })
    return Math.max(...waits)
  }
}
