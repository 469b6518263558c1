/** One ACME server: its directory, its nonces, and requests that are signed for it (RFC 8555 section 6). */
import type { KeyObject } from "node:crypto"
import type { z } from "zod"
import { pause } from "../cancelled.js"
import type { Clock } from "../ports.js"
import { type JwsHeader, publicJwk, signJws } from "./jws.js"
import { NoncePool } from "./nonces.js"
import { AcmeRefusal, refusalOf, strangeAnswer } from "./problem.js"
import { readJson } from "./reading.js"
import { type Directory, directorySchema } from "./schemas.js"
import type { AcmeAnswer, AcmeTransport } from "./transport.js"

export interface AcmeDoors {
  readonly send: AcmeTransport
  readonly clock: Clock
}

/** Who signs: an account by its URL, or a bare key (new accounts, revocation by the certificate's own key). */
export interface Signer {
  readonly key: KeyObject
  /** The account's URL; without it the key itself stands in the request. */
  readonly kid?: string
}

export interface PostOptions {
  /** What it is for, in the words of an error: `the order`. */
  readonly what: string
  readonly accept?: string
  readonly signal?: AbortSignal | undefined
}

/** A server that refuses a fifth of all nonces refuses ten in a row once in ten million times. */
const maxNonceTries = 10
/** A limit that is over soon is waited for, up to so many times; milliseconds. */
const maxLimitWaits = 3
const maxLimitWaitMs = 60_000

export class AcmeClient {
  readonly directoryUrl: string
  readonly directory: Directory
  readonly clock: Clock
  readonly #send: AcmeTransport
  readonly #nonces: NoncePool

  private constructor(directoryUrl: string, directory: Directory, { send, clock }: AcmeDoors) {
    this.directoryUrl = directoryUrl
    this.directory = directory
    this.clock = clock
    this.#send = send
    this.#nonces = new NoncePool(directory.newNonce, send, clock)
  }

  /**
   * Reads a server's directory (RFC 8555 section 7.1.1); a query in its URL stays there, the URLs inside are used as they are.
   *
   * @throws ToolError as `AcmeTransport`, `ca-answer`, or an AcmeRefusal
   */
  static async open(directoryUrl: string, doors: AcmeDoors, signal?: AbortSignal): Promise<AcmeClient> {
    const what = "the directory"
    const answer = await doors.send({ method: "GET", url: directoryUrl, ...(signal && { signal }) })
    if (answer.status !== 200) throw refusalOf(what, answer, doors.clock.now())
    return new AcmeClient(directoryUrl, readBody(answer, directorySchema, what), doors)
  }

  /** An unsigned question, for what RFC 9773 leaves open to all. */
  async get(url: string, { what, signal }: PostOptions): Promise<AcmeAnswer> {
    const answer = await this.#send({ method: "GET", url, ...(signal && { signal }) })
    if (!isSuccess(answer)) throw refusalOf(what, answer, this.clock.now())
    return answer
  }

  /**
   * A signed request. A refused nonce is replaced, a rate limit that ends within a minute is waited for: neither was
   * worked on by the server. Nothing else is sent twice.
   *
   * @param payload the empty text for POST-as-GET
   * @throws AcmeRefusal; ToolError as `AcmeTransport`, `ca-answer`
   */
  async post(signer: Signer, url: string, payload: object | "", options: PostOptions): Promise<AcmeAnswer> {
    let waits = 0
    for (let tries = 1; ; ) {
      const answer = await this.#postOnce(signer, url, payload, options)
      if (isSuccess(answer)) return answer
      const refusal = refusalOf(options.what, answer, this.clock.now())
      const wait = refusal.is("rateLimited") ? refusal.retryAfterMs : undefined
      if (refusal.is("badNonce") && tries < maxNonceTries) tries++
      else if (wait !== undefined && wait <= maxLimitWaitMs && waits < maxLimitWaits) {
        waits++
        await pause(this.clock, Math.max(wait, 1000), options.what, options.signal)
      } else throw refusal
    }
  }

  async #postOnce(
    { key, kid }: Signer,
    url: string,
    payload: object | "",
    { accept, signal }: PostOptions,
  ): Promise<AcmeAnswer> {
    const nonce = await this.#nonces.take(signal)
    const header: JwsHeader = kid === undefined ? { url, nonce, jwk: publicJwk(key) } : { url, nonce, kid }
    const answer = await this.#send({
      ...{ method: "POST", url, body: JSON.stringify(signJws(key, header, payload)) },
      headers: { "content-type": "application/jose+json", ...(accept === undefined ? {} : { accept }) },
      ...(signal && { signal }),
    })
    this.#nonces.put(answer)
    return answer
  }
}

function isSuccess({ status }: AcmeAnswer): boolean {
  return status >= 200 && status < 300
}

/** The body of an answer, as its schema wants it. */
export function readBody<T>(answer: AcmeAnswer, schema: z.ZodType<T>, what: string): T {
  const read = readJson(answer.body, schema)
  if (read.ok) return read.value
  throw strangeAnswer(what, `an answer that RFC 8555 does not know (${read.why})`)
}

/** The URL of what an answer made: RFC 8555 sections 7.3 and 7.4. */
export function locationOf({ headers, url }: AcmeAnswer, what: string): string {
  const { location = "" } = headers
  if (location === "" || !URL.canParse(location, url)) throw strangeAnswer(what, "an answer without its URL")
  return new URL(location, url).href
}

/** Whether something that was thrown is a refusal of this kind. */
export function isRefusal(error: unknown, kind: string): boolean {
  return error instanceof AcmeRefusal && error.is(kind)
}
