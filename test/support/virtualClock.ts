import type { Clock } from "../../src/ports.js"

interface Timer {
  readonly at: number
  readonly fire: () => void
}

/**
 * A clock that stands still while anything can run and jumps to the next timer when nothing can: hours of
 * time limits pass in milliseconds, in the right order.
 */
export class VirtualClock implements Clock {
  #now: number
  #timers: Timer[] = []
  #pumping = false

  constructor(start = Date.parse("2026-11-23T12:00:00Z")) {
    this.#now = start
  }

  now(): number {
    return this.#now
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted === true) return reject(signal.reason)
      const timer: Timer = { at: this.#now + ms, fire: resolve }
      this.#timers.push(timer)
      signal?.addEventListener(
        "abort",
        () => {
          this.#timers = this.#timers.filter((one) => one !== timer)
          reject(signal.reason)
        },
        { once: true },
      )
      this.#pump()
    })
  }

  #pump(): void {
    if (this.#pumping) return
    this.#pumping = true
    // Twice round the event loop, so that file reads and promises that are ready come first.
    setImmediate(() =>
      setImmediate(() => {
        this.#pumping = false
        const next = this.#timers.reduce<Timer | undefined>(
          (best, one) => (best === undefined || one.at < best.at ? one : best),
          undefined,
        )
        if (next === undefined) return
        this.#timers = this.#timers.filter((one) => one !== next)
        this.#now = Math.max(this.#now, next.at)
        next.fire()
        if (this.#timers.length > 0) this.#pump()
      }),
    )
  }
}
