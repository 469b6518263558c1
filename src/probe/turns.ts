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
  #tell: () => void = () => undefined
  readonly #silence = new Promise<void>((resolve) => {
    this.#tell = resolve
  })

  next(look: Look): Promise<Observation> {
    const turn = Promise.race([this.#last, this.#silence])
      .then(look)
      .then((seen) => {
        if (isSilent(seen)) this.#tell()
        return seen
      })
    this.#last = turn
    return turn
  }
}

function isSilent(seen: Observation): boolean {
  return !seen.ok && !seen.connected && seen.kind === "timeout"
}
