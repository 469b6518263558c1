import { ToolError } from "../errors.js"
import type { Clock } from "../ports.js"
import type { Door } from "../probe/lookout.js"
import type { Connector, ExecResult, RemoteCommand, Session, Target } from "../remote/session.js"

export interface LinkSettings {
  readonly connector: Connector
  readonly clock: Clock
  readonly connectTimeoutMs: number
}

/** How much a host is worth waiting for: more, the more of it is changed already. */
export interface Patience {
  /** How long a host that was lost may take to come back, milliseconds. */
  readonly reconnectMs: number
  /** It was there in an earlier run: one that cannot be reached may be starting. */
  readonly isExpected: boolean
  /** Ends every wait. */
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
  patience: Patience
  /** Every connection there ever was: one that refused a command may still be running another. */
  readonly #opened: Session[] = []
  #session: Session | undefined
  #opening: Promise<Session> | undefined
  #closed = false

  constructor(target: Target, settings: LinkSettings, patience: Patience) {
    this.#target = target
    this.#settings = settings
    this.patience = patience
  }

  async connect(): Promise<void> {
    await this.#persist(async () => undefined)
  }

  /** Runs a command, again on a new connection when the first one is lost. Rejects with a ToolError. */
  exec(command: RemoteCommand, timeoutMs: number): Promise<ExecResult> {
    const { signal } = this.patience
    return this.#persist((session) => session.exec(command, { timeoutMs, signal }))
  }

  async #persist<T>(work: (session: Session) => Promise<T>): Promise<T> {
    const { clock } = this.#settings
    const { reconnectMs, isExpected, signal } = this.patience
    let lostAt: number | undefined
    let pause = firstPauseMs
    for (;;) {
      let session: Session | undefined
      try {
        session = await orAbort(this.#open(), signal)
        // Whoever has to be asked first, as sudo, may not hear the signal.
        return await orAbort(work(session), signal)
      } catch (error) {
        if (signal.aborted || !isLoss(error, isExpected || lostAt !== undefined)) throw error
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
    const { connector, connectTimeoutMs } = this.#settings
    const { signal } = this.patience
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

/** The work, or the signal's reason as soon as it aborts: nobody waits for what does not listen. */
function orAbort<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = (): void => reject(signal.reason)
    if (signal.aborted) stop()
    signal.addEventListener("abort", stop, { once: true })
    work.then(resolve, reject).finally(() => signal.removeEventListener("abort", stop))
  })
}

/** A host that was there and is gone may be rebooting: then a refused or silent port is a loss, too. */
function isLoss(error: unknown, wasThere: boolean): boolean {
  if (!(error instanceof ToolError)) return false
  if (error.code === "ssh-lost") return true
  return wasThere && (error.code === "ssh-refused" || error.code === "ssh-timeout")
}
