/** Why the tool itself could not go on. A bad certificate is never one of these: that is a Finding. */
export type ErrorCode =
  | "usage"
  | "config"
  | "exists"
  | "not-found"
  | "unreadable"
  | "unwritable"
  | "no-space"
  | "passphrase"
  | "ssh-resolve"
  | "ssh-refused"
  | "ssh-timeout"
  | "ssh-host-key-unknown"
  | "ssh-host-key-changed"
  | "ssh-auth"
  | "ssh-lost"
  | "ssh-protocol"
  | "ssh-shell"
  | "forward-refused"
  | "forward-forbidden"
  | "remote-command"
  | "remote-timeout"
  | "probe-failed"
  /** A CA was not reached: nothing was sent. */
  | "ca-unreachable"
  /** Whoever answers in a CA's place cannot show that it is the CA: nothing was sent, and waiting changes nothing. */
  | "ca-untrusted"
  /** There is no CA at the address: nothing was sent, and waiting changes nothing. */
  | "ca-not-found"
  /** A proxy on the way to a CA opens none: nothing was sent, and waiting changes nothing. */
  | "proxy-refused"
  /** A CA was asked, and no answer came: nobody knows whether the question arrived. */
  | "ca-lost"
  | "ca-refused"
  | "ca-answer"
  /** The limit of orders that fleet.yaml sets is reached: nothing was sent. */
  | "ca-limit"
  /** A DNS server was asked, and no answer came that could be read: what is there is not known. */
  | "dns-unanswered"
  | "dns-refused"
  /** What has to be public before a CA looks is not there in time: nothing was asked for yet. */
  | "not-published"
  /** A program of the user's that publishes, tells or drains did not say that it has. */
  | "hook-failed"
  /** Senders of mail would not take the key that is to be rolled out. */
  | "tlsa-mismatch"
  | "cancelled"
  | "time-limit"
  | "locked"
  | "needs-human"
  | "restored"
  | "internal"

/** Exit codes that every command shares. Where several apply, the first of 5, 4, 130, 3, 1 that holds. */
export const exitCodes = {
  ok: 0,
  findings: 1,
  usage: 2,
  incomplete: 3,
  restored: 4,
  stuck: 5,
  interrupted: 130,
} as const
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes]

const usageCodes: ReadonlySet<ErrorCode> = new Set(["usage", "config", "exists", "not-found", "passphrase"])

/** An error of the tool or its surroundings: one line what happened, one line what to do. */
export class ToolError extends Error {
  override readonly name = "ToolError"
  readonly code: ErrorCode
  readonly hint: string | undefined

  constructor(code: ErrorCode, message: string, options: { hint?: string; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.code = code
    this.hint = options.hint
  }

  get exitCode(): ExitCode {
    if (this.code === "cancelled") return exitCodes.interrupted
    if (this.code === "needs-human") return exitCodes.stuck
    if (this.code === "restored") return exitCodes.restored
    return usageCodes.has(this.code) ? exitCodes.usage : exitCodes.incomplete
  }
}

/** The exit code when several apply at once: a human first, then restored, interrupted, incomplete, findings. */
export function worstExit(codes: Iterable<ExitCode>): ExitCode {
  const held = new Set(codes)
  const order = [
    exitCodes.stuck,
    exitCodes.restored,
    exitCodes.interrupted,
    exitCodes.incomplete,
    exitCodes.findings,
  ]
  return order.find((code) => held.has(code)) ?? (held.has(exitCodes.usage) ? exitCodes.usage : exitCodes.ok)
}

/** For what is not read because of its size. */
export function tooLarge(file: string, maxBytes: number): ToolError {
  return new ToolError("unreadable", `${file} is larger than ${maxBytes / 1024 / 1024} MiB`, {
    hint: "it was not read: is it the right file?",
  })
}
