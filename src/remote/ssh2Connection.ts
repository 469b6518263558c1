import type { Duplex } from "node:stream"
import type { Client } from "ssh2"

/** How long a farewell may take, milliseconds: a host that is gone never answers it. */
const farewellMs = 2_000

/** A client that has logged in, and what it talks through. */
export class Connection {
  readonly client: Client
  readonly #sock: Duplex
  #closed = false

  constructor(client: Client, sock: Duplex) {
    this.client = client
    this.#sock = sock
    client.once("close", () => {
      this.#closed = true
    })
    // An error ends it, but ssh2 then waits for the other end to close as well.
    client.on("error", () => sock.destroy())
  }

  /** Takes leave; resolves when the connection is closed, or given up. */
  end(): Promise<void> {
    if (this.#closed) return Promise.resolve()
    return new Promise((resolve) => {
      const finish = (): void => {
        clearTimeout(timer)
        this.#sock.destroy()
        resolve()
      }
      const timer = setTimeout(finish, farewellMs)
      this.client.once("close", finish)
      this.client.end()
    })
  }
}
