import type { Clock } from "../ports.js"
import type { Endpoint, Observation } from "./endpoint.js"

/** So many at a time. */
export class Slots {
  #free: number
  readonly #waiting: (() => void)[] = []

  constructor(count: number) {
    this.#free = count
  }

  async take(): Promise<void> {
    if (this.#free > 0) this.#free -= 1
    else await new Promise<void>((resolve) => this.#waiting.push(resolve))
  }

  give(): void {
    const next = this.#waiting.shift()
    if (next === undefined) this.#free += 1
    else next()
  }
}

/** A look that is not over by then keeps no other waiting, milliseconds: what is dead costs its time limit once. */
const lingerMs = 150

/** So many at a time, not counting those who linger, nor whoever else asks a server where somebody does. */
export class BriskTurns {
  readonly #slots: Slots
  readonly #clock: Clock
  readonly #servers = new Map<string, Signal>()

  constructor(slots: Slots, clock: Clock) {
    this.#slots = slots
    this.#clock = clock
  }

  /** Resolves when it is the server's turn; to be told when the look is over. */
  async enter(server: string): Promise<() => void> {
    const lingers = this.#servers.get(server) ?? new Signal()
    this.#servers.set(server, lingers)
    const turn = this.#slots.take()
    await Promise.race([turn, lingers.given])
    const over = new AbortController()
    if (lingers.isGiven) void turn.then(() => this.#slots.give())
    else
      void this.#clock
        .sleep(lingerMs, over.signal)
        .then(
          () => lingers.give(),
          () => undefined,
        )
        .then(() => this.#slots.give())
    return () => over.abort("over")
  }
}

class Signal {
  isGiven = false
  #resolve: () => void = () => undefined
  readonly given = new Promise<void>((resolve) => {
    this.#resolve = resolve
  })

  give(): void {
    this.isGiven = true
    this.#resolve()
  }
}

type Look = () => Promise<Observation>

/**
 * One look at a time at a server and at a port. From a port that swallows every packet there is no more to learn by another
 * name, and a server with such a port is taken to have more: its other ports are not kept waiting for each other, so that
 * one that is down costs its time limit twice, not once for each of its ports and names.
 */
export class Turns {
  readonly #servers = new Map<string, Server>()
  readonly #ports = new Map<string, Promise<Observation>>()

  enter(endpoint: Endpoint, look: Look): Promise<Observation> {
    const { host, address = host.toLowerCase(), port } = endpoint
    const place = `${address} ${port}`
    const server = this.#servers.get(host.toLowerCase()) ?? new Server()
    this.#servers.set(host.toLowerCase(), server)
    const before = this.#ports.get(place)
    const turn = server.next(async () => {
      const seen = await before
      return seen !== undefined && isSilent(seen) ? { ...seen, endpoint } : look()
    })
    this.#ports.set(place, turn)
    return turn
  }
}

class Server {
  #last: Promise<unknown> = Promise.resolve()
  readonly #silence = new Signal()

  next(look: Look): Promise<Observation> {
    const turn = Promise.race([this.#last, this.#silence.given])
      .then(look)
      .then((seen) => {
        if (isSilent(seen)) this.#silence.give()
        return seen
      })
    this.#last = turn
    return turn
  }
}

function isSilent(seen: Observation): boolean {
  return !seen.ok && !seen.connected && seen.kind === "timeout"
}
