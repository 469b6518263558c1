/** What DigiCert's API says when it refuses. Errors come in three shapes, and as text from what stands in front of it. */
import { cut, jsonOf } from "../../acme/reading.js"
import { retryAfterMs } from "../../acme/retryAfter.js"
import type { AcmeAnswer } from "../../acme/transport.js"
import { ToolError } from "../../errors.js"

export interface DigicertError {
  readonly code?: string
  readonly message: string
}

/** Of all errors together, in one line. */
const mostText = 16_384

/** A refusal in DigiCert's own words; they are not made fit for a terminal here. */
export class DigicertRefusal extends ToolError {
  readonly status: number
  readonly errors: readonly DigicertError[]
  /** When it wants to be asked again, milliseconds from now. */
  readonly retryAfterMs: number | undefined

  constructor(what: string, answer: AcmeAnswer, now: number) {
    const errors = errorsIn(answer.body)
    super(
      "ca-refused",
      `${what}: refused with ${answer.status}: ${cut(errors.map(textOf).join("; "), mostText)}`,
      {
        hint: hints[answer.status] ?? "DigiCert's own words say why",
      },
    )
    this.status = answer.status
    this.errors = errors
    this.retryAfterMs = retryAfterMs(answer.headers["retry-after"], now)
  }
}

const hints: Readonly<Record<number, string>> = {
  401: "is the API key right, and of this instance (Europe has its own address)?",
  403: "in CertCentral, give the API key's user the right to order",
  404: "is what is asked for in this account?",
  429: "too many questions for this API key: run again in some minutes",
  503: "DigiCert's service is down for a while: run again later",
}

function textOf({ code, message }: DigicertError): string {
  return code === undefined ? message : `${message} (${code})`
}

/** `errors` as a list or as an object, or `error`; anything else is shown as it is. */
function errorsIn(body: string): readonly DigicertError[] {
  const json = jsonOf(body)
  const { errors, error } = isObject(json) ? json : {}
  const found = [errors, error].flatMap((one) => spread(one)).flatMap(errorOf)
  return found.length > 0 ? found : [{ message: body.trim().slice(0, 500) || "no reason given" }]
}

/** An object of errors by the name of what is wrong is taken apart. */
function spread(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value
  if (!isObject(value) || typeof wordsOf(value) === "string") return value === undefined ? [] : [value]
  return Object.entries(value).map(([code, words]) => ({
    code,
    message: [words].flat().map(plain).join(", "),
  }))
}

function errorOf(value: unknown): DigicertError[] {
  if (typeof value === "string") return value === "" ? [] : [{ message: value }]
  if (!isObject(value)) return value === null ? [] : [{ message: plain(value) }]
  const code = value["code"]
  const message = wordsOf(value) ?? plain(value)
  return [typeof code === "string" ? { code, message } : { message }]
}

function wordsOf(value: Readonly<Record<string, unknown>>): string | undefined {
  const words = value["message"] ?? value["description"]
  return typeof words === "string" ? words : undefined
}

function plain(value: unknown): string {
  return typeof value === "string" ? value : (JSON.stringify(value) ?? "").slice(0, 500)
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value)
}
