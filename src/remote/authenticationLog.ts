/** What came of trying to log in, for the words of a failure. */
export interface AuthenticationLog {
  keysTried: number
  /** Keys of ours that could not even be tried, and why. */
  readonly problems: string[]
  agentFailure: Error | undefined
  /** What the server still wanted after it took a key or password (RFC 4252 section 5.1, partial success). */
  partial: readonly string[]
  /** What the server showed meanwhile (RFC 4252 section 5.4), the last line. */
  banner: string
}

export function authenticationLog(): AuthenticationLog {
  return { keysTried: 0, problems: [], agentFailure: undefined, partial: [], banner: "" }
}
