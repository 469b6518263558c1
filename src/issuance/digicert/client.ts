/** DigiCert's Services API v2: questions with the API key, limits, waits and refusals. */
import type { z } from "zod"
import { readJson } from "../../acme/reading.js"
import type { AcmeAnswer, AcmeTransport } from "../../acme/transport.js"
import { pause } from "../../cancelled.js"
import { ToolError } from "../../errors.js"
import type { Clock } from "../../ports.js"
import type { Secret } from "../../secret.js"
import { Pacer } from "./pacing.js"
import { DigicertRefusal } from "./refusal.js"

export interface DigicertDoors {
  readonly send: AcmeTransport
  readonly clock: Clock
}

export interface Question {
  /** What it is for, in the words of an error: `order 123`. */
  readonly what: string
  readonly signal?: AbortSignal | undefined
}

/** A limit that is over soon is waited for, so many times; milliseconds. The longer of DigiCert's windows is 3 minutes. */
const maxWaits = 3
const maxWaitMs = 180_000
/** Without a word of the server's: 5 s, then 15, then 45. */
const unsaidMs = 5_000

export class DigicertClient {
  /** Base of the API, without a slash at its end. */
  readonly api: string
  readonly clock: Clock
  readonly #key: string
  readonly #send: AcmeTransport
  readonly #pacer: Pacer

  /** @throws ToolError `config` for what cannot be an API key; nothing of it is shown */
  constructor(api: string, key: Secret, { send, clock }: DigicertDoors) {
    this.api = api.replace(/\/+$/, "")
    this.clock = clock
    this.#key = key.revealText()
    this.#send = send
    this.#pacer = new Pacer(clock)
    if (!/^[\x21-\x7e]+$/.test(this.#key))
      throw new ToolError("config", "what stands for DigiCert's API key is none", {
        hint: "it is one word, as CertCentral showed it once",
      })
  }

  /** @throws DigicertRefusal; ToolError as `AcmeTransport`, `ca-answer` */
  async get<T>(path: string, schema: z.ZodType<T>, question: Question): Promise<T> {
    const read = readJson((await this.getBytes(path, question)).body, schema)
    if (read.ok) return read.value
    throw new ToolError("ca-answer", `${question.what}: ${undocumented(read.why)}`, {
      hint: "look at CertCentral; nothing was taken for success",
    })
  }

  async getBytes(path: string, { what, signal }: Question): Promise<AcmeAnswer> {
    for (let waits = 0; ; waits++) {
      const answer = await this.#ask({ method: "GET", path, signal })
      if (isSuccess(answer)) return answer
      const refusal = new DigicertRefusal(what, answer, this.clock.now())
      if (answer.status !== 429 && answer.status !== 503) throw refusal
      await this.#wait(refusal, waits, what, signal)
    }
  }

  /**
   * A request that may cost money: it is sent once. Only 429 is waited for, since nothing was looked at then.
   *
   * @throws ToolError `ca-lost` where it may have been taken: without a whole answer, with a failure of the server's own, or
   *   with an answer that nobody documented; DigicertRefusal, or as `AcmeTransport`, where it was not
   */
  async post<T>(path: string, body: object, schema: z.ZodType<T>, question: Question): Promise<T> {
    const { signal, what } = question
    const text = JSON.stringify(body)
    for (let waits = 0; ; waits++) {
      const answer = await this.#ask({ method: "POST", path, body: text, signal })
      if (isSuccess(answer)) {
        const read = readJson(answer.body, schema)
        if (read.ok) return read.value
        throw new MayBeTaken(`${what}: ${undocumented(read.why)}`)
      }
      const refusal = new DigicertRefusal(what, answer, this.clock.now())
      if (answer.status >= 500) throw new MayBeTaken(refusal.message, refusal)
      if (answer.status !== 429) throw refusal
      await this.#wait(refusal, waits, what, signal)
    }
  }

  async #wait(
    refusal: DigicertRefusal,
    waits: number,
    what: string,
    signal: AbortSignal | undefined,
  ): Promise<void> {
    const wait = Math.max(refusal.retryAfterMs ?? unsaidMs * 3 ** waits, 1000)
    if (waits >= maxWaits || wait > maxWaitMs) throw refusal
    await pause(this.clock, wait, what, signal)
  }

  async #ask(asked: {
    readonly method: "GET" | "POST"
    readonly path: string
    readonly body?: string
    readonly signal: AbortSignal | undefined
  }): Promise<AcmeAnswer> {
    const { body, method, path, signal } = asked
    await this.#pacer.admit(signal)
    const answer = await this.#send({
      ...{ method, url: `${this.api}${path}` },
      headers: {
        "X-DC-DEVKEY": this.#key,
        // List endpoints answer in CSV where they are asked to; downloads in what the format is.
        accept: "application/json, */*;q=0.5",
        ...(body === undefined ? {} : { "content-type": "application/json" }),
      },
      ...(body === undefined ? {} : { body }),
      ...(signal && { signal }),
    })
    // An answer that repeats the key would carry it into errors and journals.
    return { ...answer, body: answer.body.replaceAll(this.#key, "[redacted]") }
  }
}

function isSuccess({ status }: AcmeAnswer): boolean {
  return status >= 200 && status < 300
}

function undocumented(why: string): string {
  return `an answer that DigiCert's reference does not know (${why})`
}

/** Nobody knows whether it was taken. */
class MayBeTaken extends ToolError {
  /** When the server wants to be asked again, milliseconds from now. */
  readonly retryAfterMs: number | undefined

  constructor(message: string, refusal?: DigicertRefusal) {
    super("ca-lost", message, {
      hint: "it may have been taken: it is looked for before anything is ordered again",
      ...(refusal === undefined ? {} : { cause: refusal }),
    })
    this.retryAfterMs = refusal?.retryAfterMs
  }
}
