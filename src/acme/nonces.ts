import type { Clock } from "../ports.js"
import { refusalOf, strangeAnswer } from "./problem.js"
import type { AcmeAnswer, AcmeTransport } from "./transport.js"

/** Each nonce is good for one request; more than a few are old before they are used. */
const maxKept = 32

/** Nonces that answers brought (RFC 8555 section 6.5), the newest first; a new one is asked for where there is none. */
export class NoncePool {
  readonly #url: string
  readonly #send: AcmeTransport
  readonly #clock: Pick<Clock, "now">
  readonly #kept: string[] = []

  constructor(newNonceUrl: string, send: AcmeTransport, clock: Pick<Clock, "now">) {
    this.#url = newNonceUrl
    this.#send = send
    this.#clock = clock
  }

  async take(signal?: AbortSignal): Promise<string> {
    const kept = this.#kept.pop()
    if (kept !== undefined) return kept
    const answer = await this.#send({ method: "HEAD", url: this.#url, ...(signal && { signal }) })
    if (answer.status < 200 || answer.status > 299) throw refusalOf("a nonce", answer, this.#clock.now())
    const nonce = nonceOf(answer)
    if (nonce === undefined) throw strangeAnswer("a nonce", "an answer without Replay-Nonce")
    return nonce
  }

  put(answer: AcmeAnswer): void {
    const nonce = nonceOf(answer)
    if (nonce === undefined) return
    this.#kept.push(nonce)
    if (this.#kept.length > maxKept) this.#kept.shift()
  }
}

/** RFC 8555 section 6.5.1: what is no base64url must be left alone. */
function nonceOf({ headers }: AcmeAnswer): string | undefined {
  const nonce = headers["replay-nonce"]
  return nonce !== undefined && /^[A-Za-z0-9_-]+$/.test(nonce) ? nonce : undefined
}
