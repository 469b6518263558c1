import { Duplex } from "node:stream"
import type { Client, ClientChannel } from "ssh2"
import { ToolError } from "../errors.js"
import type { ExecOptions, Place } from "./session.js"

/** RFC 4254 section 5.1: why a server opens no channel. */
const administrativelyProhibited = 1

export interface FarEnd {
  readonly client: Client
  readonly host: string
  /** Called with the reason when the connection ends. */
  readonly pending: Set<(error: ToolError) => void>
}

/**
 * A TCP connection from the far end of a client's connection to a place there (RFC 4254 section 7.2). A channel that comes
 * too late is closed at once.
 *
 * @throws ToolError `forward-forbidden`, `forward-refused`, `remote-timeout`, `cancelled`; `lost` where the connection has ended
 */
export function openChannel(
  { client, host, pending }: FarEnd,
  place: Place,
  { timeoutMs, signal }: ExecOptions,
  lost: (reason: string) => ToolError,
): Promise<Duplex> {
  const where = `${place.address} port ${place.port}`
  return new Promise((resolve, reject) => {
    let over = false
    const settle = (finish: () => void): void => {
      if (over) return
      over = true
      clearTimeout(timer)
      signal?.removeEventListener("abort", onAbort)
      pending.delete(fail)
      finish()
    }
    const fail = (error: ToolError): void => settle(() => reject(error))
    const onAbort = (): void =>
      fail(new ToolError("cancelled", `${host}: interrupted on the way to ${where}`))
    const tooSlow = (): void =>
      fail(
        new ToolError(
          "remote-timeout",
          `${host} got no answer from ${where} within ${(timeoutMs ?? 0) / 1000} s`,
        ),
      )
    const timer = timeoutMs === undefined ? undefined : setTimeout(tooSlow, timeoutMs)
    if (signal?.aborted === true) return onAbort()
    signal?.addEventListener("abort", onAbort, { once: true })
    pending.add(fail)
    try {
      client.forwardOut("127.0.0.1", 0, place.address, place.port, (error, channel) => {
        if (error !== undefined) return fail(refusal(host, where, error))
        if (over) return void channel.close()
        settle(() => resolve(new ChannelStream(channel)))
      })
    } catch (error) {
      // Thrown at once when the connection has ended, but is yet to be closed.
      fail(lost(error instanceof Error ? error.message : String(error)))
    }
  })
}

function refusal(host: string, where: string, cause: Error & { reason?: unknown }): ToolError {
  if (cause.reason === administrativelyProhibited)
    return new ToolError("forward-forbidden", `${host}: its SSH server opens no connections to ports`, {
      hint: "AllowTcpForwarding and PermitOpen in its sshd_config say what it may open",
      cause,
    })
  return new ToolError("forward-refused", `${host} cannot reach ${where}`, { cause })
}

/** A channel as any other stream: destroying it says why at once, whatever the server answers to the farewell. */
class ChannelStream extends Duplex {
  readonly #channel: ClientChannel

  constructor(channel: ClientChannel) {
    super()
    this.#channel = channel
    channel.on("data", (chunk: Buffer) => {
      if (!this.push(chunk)) channel.pause()
    })
    channel.on("end", () => this.push(null))
    channel.on("error", (error: Error) => this.destroy(error))
    channel.on("close", () => {
      this.push(null)
      // Both directions are over: what has arrived may still be read.
      this.end()
    })
  }

  override _read(): void {
    this.#channel.resume()
  }

  override _write(chunk: Buffer, _: BufferEncoding, done: (error?: Error | null) => void): void {
    // A closed channel takes nothing, and never says so.
    if (this.#channel.writable) this.#channel.write(chunk, done)
    else done(Object.assign(new Error("the connection is closed"), { code: "EPIPE" }))
  }

  override _final(done: () => void): void {
    this.#channel.end()
    done()
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#channel.close()
    done(error)
  }
}
