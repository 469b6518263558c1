import { ToolError } from "../errors.js"
import type { Clock } from "../ports.js"
import type { Door } from "../probe/lookout.js"
import type { Connector, ExecResult, RemoteCommand, Session, Target } from "../remote/session.js"

export interface LinkSettings {
  readonly connector: Connector
  readonly clock: Clock
  readonly connectTimeoutMs: number
  /** How long a host that was lost may take to come back, milliseconds. */
  readonly reconnectMs: number
  /** Stops everything at once. */
  readonly signal: AbortSignal
}

/** Pause before the first new attempt to reach a lost host; doubles up to the second figure. */
const firstPauseMs = 250
const longestPauseMs = 8_000

/**
 * A host's connection that comes back: every command of ours may be repeated, so a lost one is run again
 * on a new connection, until the host has been away for too long.
 */
export class HostLink {
  readonly #target: Target
  readonly #settings: LinkSettings
  /** Every connection there ever was: one that refused a command may still be running another. */
  readonly #opened: Session[] = []
  #session: Session | undefined
  #opening: Promise<Session> | undefined
  #closed = false

  constructor(target: Target, settings: LinkSettings) {
    this.#target = target
    this.#settings = settings
  }

  async connect(): Promise<void> {
    await this.#open()
  }

  /** Runs a command, again on a new connection when the first one is lost. Rejects with a ToolError. */
  async exec(command: RemoteCommand, timeoutMs: number): Promise<ExecResult> {
    const { clock, reconnectMs, signal } = this.#settings
    let lostAt: number | undefined
    let pause = firstPauseMs
    for (;;) {
      let session: Session | undefined
      try {
        session = await this.#open()
        return await session.exec(command, { timeoutMs, signal })
      } catch (error) {
        if (!isLoss(error, lostAt !== undefined)) throw error
        // Another command may have a new one already.
        if (this.#session === session) this.#session = undefined
        lostAt ??= clock.now()
        if (clock.now() - lostAt + pause > reconnectMs) throw error
      }
      await clock.sleep(pause, signal)
      pause = Math.min(pause * 2, longestPauseMs)
    }
  }

  /** For whoever looks at the host's ports: one attempt each, on a new connection after a loss. They look again themselves. */
  readonly door: Door = {
    exec: (command, options) => this.#once((session) => session.exec(command, options)),
    forward: (place, options) => this.#once((session) => session.forward(place, options)),
  }

  async #once<T>(work: (session: Session) => Promise<T>): Promise<T> {
    const session = await this.#open()
    try {
      return await work(session)
    } catch (error) {
      if (isLoss(error, false) && this.#session === session) this.#session = undefined
      throw error
    }
  }

  /** For good: nothing reaches the host after it. */
  async close(): Promise<void> {
    this.#closed = true
    this.#session = undefined
    await Promise.all(this.#opened.splice(0).map((session) => session.close()))
  }

  #open(): Promise<Session> {
    if (this.#closed) return Promise.reject(this.#over())
    if (this.#session !== undefined) return Promise.resolve(this.#session)
    const { connector, connectTimeoutMs, signal } = this.#settings
    this.#opening ??= connector
      .connect(this.#target, { timeoutMs: connectTimeoutMs, signal })
      .then(async (session) => {
        if (this.#closed) {
          await session.close()
          throw this.#over()
        }
        this.#session = session
        this.#opened.push(session)
        return session
      })
      .finally(() => {
        this.#opening = undefined
      })
    return this.#opening
  }

  #over(): ToolError {
    return new ToolError("cancelled", `${this.#target.host}: the rollout is over for this host`)
  }
}

/** A host that was there and is gone may be rebooting: then a refused or silent port is a loss, too. */
function isLoss(error: unknown, wasThere: boolean): boolean {
  if (!(error instanceof ToolError)) return false
  if (error.code === "ssh-lost") return true
  return wasThere && (error.code === "ssh-refused" || error.code === "ssh-timeout")
}
