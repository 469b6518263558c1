import type { Duplex } from "node:stream"
import { classify, ProbeFailure } from "./failure.js"

/** All that a server may say before TLS and in its farewell: far above any real greeting, far below what hurts. */
const octetLimit = 64 * 1024

/**
 * Reads lines and octets from a socket, as much as a small dialogue needs. One reader at a time. Ends with the
 * socket: destroying the socket with an error rejects whoever waits.
 */
export class Conversation {
  readonly #socket: Duplex
  #buffer: Buffer = Buffer.alloc(0)
  #octets = 0
  #failure: ProbeFailure | undefined
  #wake: (() => void) | undefined

  constructor(socket: Duplex) {
    this.#socket = socket
    socket.on("data", this.#onData).on("end", this.#onEnd).on("error", this.#onError).on("close", this.#onEnd)
  }

  /** One line without its end (CRLF, or LF alone). */
  async line(): Promise<string> {
    const at = await this.#until(() => {
      const found = this.#buffer.indexOf(0x0a)
      return found < 0 ? undefined : found
    })
    const text = this.#buffer.subarray(0, at).toString("latin1").replace(/\r$/, "")
    this.#buffer = this.#buffer.subarray(at + 1)
    return text
  }

  /** Exactly `count` octets. */
  async octets(count: number): Promise<Buffer> {
    if (count > octetLimit) throw tooMuch()
    await this.#until(() => (this.#buffer.length >= count ? true : undefined))
    const taken = this.#buffer.subarray(0, count)
    this.#buffer = this.#buffer.subarray(count)
    return taken
  }

  send(text: string | Uint8Array): void {
    this.#socket.write(text)
  }

  /**
   * Hands the socket back, silent, for the handshake. Octets that arrived before it are refused: a man in the
   * middle could have put them there (RFC 3207 section 6, RFC 2595 section 2.4).
   */
  release(): void {
    this.#socket.off("data", this.#onData).off("end", this.#onEnd).off("close", this.#onEnd)
    this.#socket.pause()
    this.#socket.off("error", this.#onError)
    if (this.#buffer.length > 0)
      throw new ProbeFailure("protocol", "the server went on talking in clear after it had agreed to TLS")
  }

  async #until<T>(ready: () => T | undefined): Promise<T> {
    for (;;) {
      const value = ready()
      if (value !== undefined) return value
      if (this.#failure !== undefined) throw this.#failure
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
    }
  }

  readonly #onData = (chunk: Buffer): void => {
    this.#octets += chunk.length
    if (this.#octets > octetLimit) {
      this.#fail(tooMuch())
      this.#socket.destroy()
      return
    }
    this.#buffer = this.#buffer.length === 0 ? chunk : Buffer.concat([this.#buffer, chunk])
    this.#wake?.()
  }

  readonly #onEnd = (): void => {
    this.#fail(new ProbeFailure("reset", "the server closed the connection before it had answered"))
  }

  readonly #onError = (error: unknown): void => {
    this.#fail(classify(error, "before it had answered"))
  }

  #fail(failure: ProbeFailure): void {
    this.#failure ??= failure
    this.#wake?.()
  }
}

function tooMuch(): ProbeFailure {
  return new ProbeFailure("greeting", "the server sent more than 64 KiB where a greeting or a reply was due")
}
