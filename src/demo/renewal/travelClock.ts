import { systemClock } from "../../local/clock.js"
import type { Clock } from "../../ports.js"

/** Whatever is shorter is a pause. */
const limitMs = 1_000

/**
 * A clock that runs as this machine's does, and can be set forward while nobody waits: days between two runs of a daily job
 * pass at once, and what a run itself takes is what it takes.
 */
export class TravelClock implements Clock {
  #aheadMs: number

  /** @param start milliseconds since the epoch */
  constructor(start: number) {
    this.#aheadMs = start - systemClock.now()
  }

  now(): number {
    return systemClock.now() + this.#aheadMs
  }

  /** Short pauses pass faster: what they wait for is in this process. Limits keep their length. */
  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return systemClock.sleep(ms < limitMs ? ms / 4 : ms, signal)
  }

  /** Never back: a certificate of today would not be valid yet. */
  travelTo(moment: number): void {
    this.#aheadMs += Math.max(0, moment - this.now())
  }
}
