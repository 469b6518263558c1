import { type LookupAddress, lookup } from "node:dns"
import { createConnection, isIP, type Socket } from "node:net"

/** Asks for every address of a name; as Node's own, with `all`. */
export type Lookup = (
  host: string,
  done: (error: NodeJS.ErrnoException | null, addresses: readonly LookupAddress[]) => void,
) => void

export interface Dial {
  /** A name or an address. */
  readonly host: string
  readonly port: number
  /** Ends everything; without it an attempt lasts as long as the system lets it. */
  readonly signal?: AbortSignal
  /** Only this family. */
  readonly family?: 4 | 6
  /** The address of this machine to come from. */
  readonly localAddress?: string
  /** This machine's resolver unless given. */
  readonly lookup?: Lookup
}

/** RFC 8305 section 5: how long an attempt goes on alone before the next address is tried beside it, milliseconds. */
const attemptDelayMs = 250

/**
 * Opens a TCP connection to the first address of a name that answers (RFC 8305). No attempt is given up because it is
 * slow: Node's own way drops each after 250 ms, so that over a slow link a name with two families is never reached.
 *
 * @throws the system's error (`code` ENOTFOUND, ECONNREFUSED, …), the most telling one where all addresses fail; or the
 *   signal's reason
 */
export async function dial(where: Dial): Promise<Socket> {
  where.signal?.throwIfAborted()
  const addresses = await addressesOf(where)
  where.signal?.throwIfAborted()
  return new Promise((resolve, reject) => new Race(where, addresses, resolve, reject).next())
}

async function addressesOf({ host, family, signal, lookup: ask = everyAddress }: Dial): Promise<string[]> {
  if (isIP(host) !== 0) return [host]
  const found = await new Promise<readonly LookupAddress[]>((resolve, reject) => {
    const onAbort = (): void => reject(signal?.reason)
    signal?.addEventListener("abort", onAbort, { once: true })
    ask(host, (error, addresses) => {
      signal?.removeEventListener("abort", onAbort)
      if (error === null) resolve(addresses)
      else reject(error)
    })
  })
  const wanted = found.filter((one) => family === undefined || one.family === family)
  if (wanted.length === 0)
    throw Object.assign(new Error(`no address of this family for ${host}`), { code: "ENOTFOUND" })
  return alternating(wanted)
}

const everyAddress: Lookup = (host, done) => lookup(host, { all: true, verbatim: true }, done)

/** RFC 8305 section 4: the resolver's order, but the families by turns. */
function alternating(found: readonly LookupAddress[]): string[] {
  const first = found[0]?.family
  const [own, other] = [true, false].map((same) => found.filter(({ family }) => (family === first) === same))
  return found.flatMap((_, index) =>
    [own?.[index], other?.[index]].flatMap((one) => (one ? [one.address] : [])),
  )
}

class Race {
  readonly #where: Dial
  readonly #left: string[]
  readonly #running = new Set<Socket>()
  readonly #failures: NodeJS.ErrnoException[] = []
  readonly #resolve: (socket: Socket) => void
  readonly #reject: (error: unknown) => void
  #timer: NodeJS.Timeout | undefined

  constructor(
    where: Dial,
    addresses: readonly string[],
    resolve: (socket: Socket) => void,
    reject: (error: unknown) => void,
  ) {
    this.#where = where
    this.#left = [...addresses]
    this.#resolve = resolve
    this.#reject = reject
    where.signal?.addEventListener("abort", this.#onAbort, { once: true })
  }

  next(): void {
    clearTimeout(this.#timer)
    const address = this.#left.shift()
    if (address === undefined) {
      if (this.#running.size === 0) this.#end(() => this.#reject(mostTelling(this.#failures)))
      return
    }
    const { port, localAddress } = this.#where
    const socket = createConnection({
      ...{ host: address, port, noDelay: true },
      ...(localAddress === undefined ? {} : { localAddress }),
    })
    this.#running.add(socket)
    socket.once("connect", () => {
      this.#running.delete(socket)
      socket.removeAllListeners("error")
      this.#end(() => this.#resolve(socket))
    })
    socket.once("error", (error) => {
      this.#running.delete(socket)
      this.#failures.push(error)
      this.next()
    })
    if (this.#left.length > 0) this.#timer = setTimeout(() => this.next(), attemptDelayMs)
  }

  readonly #onAbort = (): void => this.#end(() => this.#reject(this.#where.signal?.reason))

  #end(then: () => void): void {
    clearTimeout(this.#timer)
    this.#where.signal?.removeEventListener("abort", this.#onAbort)
    this.#left.length = 0
    for (const socket of this.#running) socket.removeAllListeners().on("error", ignore).destroy()
    this.#running.clear()
    then()
  }
}

/** That this machine has no way to a family at all says less than what a host answered. */
const lessTelling: ReadonlySet<string | undefined> = new Set(["ENETUNREACH", "EADDRNOTAVAIL", "EINVAL"])

function mostTelling(failures: readonly NodeJS.ErrnoException[]): unknown {
  return failures.find(({ code }) => !lessTelling.has(code)) ?? failures[0]
}

function ignore(): void {}
