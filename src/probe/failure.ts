import { type ErrorCode, ToolError } from "../errors.js"

/** Why an endpoint could not be observed. */
export type ObservationFailure =
  | "resolve"
  | "refused"
  | "unreachable"
  | "timeout"
  | "reset"
  | "greeting"
  | "starttls-refused"
  | "tls-alert"
  | "protocol"
  | "forbidden"
  | "ssh"
  | "cancelled"

/** Ends an observation early; never leaves this room. */
export class ProbeFailure extends Error {
  override readonly name = "ProbeFailure"
  readonly kind: ObservationFailure

  constructor(kind: ObservationFailure, detail: string) {
    super(detail)
    this.kind = kind
  }
}

const byErrno: Readonly<Record<string, readonly [ObservationFailure, string]>> = {
  ECONNREFUSED: ["refused", "connection refused"],
  ECONNRESET: ["reset", "the server closed the connection"],
  EPIPE: ["reset", "the server closed the connection"],
  ETIMEDOUT: ["timeout", "no answer from the address"],
  EHOSTUNREACH: ["unreachable", "no route to the host"],
  ENETUNREACH: ["unreachable", "no route to the network"],
  EADDRNOTAVAIL: ["unreachable", "the address cannot be reached from here"],
  ENOTFOUND: ["resolve", "the name does not resolve"],
  EAI_AGAIN: ["resolve", "the resolver did not answer"],
}

/** What a session's refusal to open a connection means for the port; anything else is the session's own trouble. */
const ofSession: Readonly<Partial<Record<ErrorCode, ObservationFailure>>> = {
  "forward-refused": "refused",
  "forward-forbidden": "forbidden",
  "remote-timeout": "timeout",
  cancelled: "cancelled",
}

/** Sorts whatever a socket or a handshake failed with; `step` says what was going on. */
export function classify(error: unknown, step: string): ProbeFailure {
  if (error instanceof ProbeFailure) return error
  if (error instanceof ToolError)
    return new ProbeFailure(ofSession[error.code] ?? "ssh", plainWords(error.message))
  // A name with several addresses fails with all their errors at once; the first is the preferred address.
  const first: unknown = error instanceof AggregateError ? error.errors[0] : error
  const { code, message } = describe(first)
  const known = byErrno[code]
  if (known !== undefined)
    return new ProbeFailure(known[0], known[0] === "reset" ? `${known[1]} ${step}` : known[1])
  // OpenSSL leaves the word out of one alert: RFC 6066 section 3.
  if (/ALERT|UNRECOGNIZED_NAME/.test(code))
    return new ProbeFailure("tls-alert", `the server refused the handshake: ${alertName(code)}`)
  if (code === "ERR_SSL_WRONG_VERSION_NUMBER" || code === "ERR_SSL_PACKET_LENGTH_TOO_LONG")
    return new ProbeFailure("protocol", "what answers there is not TLS")
  return new ProbeFailure("protocol", plainWords(`${message} ${step}`))
}

function describe(error: unknown): { code: string; message: string } {
  if (!(error instanceof Error)) return { code: "", message: String(error) }
  const { code, reason } = error as { code?: unknown; reason?: unknown }
  return {
    code: typeof code === "string" ? code : "",
    message: typeof reason === "string" ? reason : error.message,
  }
}

/** `ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION` to `protocol version`. */
function alertName(code: string): string {
  return code
    .replace(/^.*(?:ALERT|TLSV1)_/, "")
    .replaceAll("_", " ")
    .toLowerCase()
}

/** Makes a stranger's text safe for a terminal and short enough for a line. */
export function plainWords(text: string, limit = 160): string {
  const clean = text
    .replace(/[^\x20-\x7e]+/g, " ")
    .replace(/ +/g, " ")
    .trim()
  return clean.length > limit ? `${clean.slice(0, limit)}…` : clean
}
