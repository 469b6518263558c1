import type { TxtRecord } from "../../acme/keyAuthorization.js"

/** A way to get TXT records into the DNS and out of it again. */
export interface TxtPublisher {
  /** All of them, beside others of the same names; those that are there already stay. */
  readonly publish: (records: readonly TxtRecord[], signal?: AbortSignal) => Promise<void>
  /** Exactly these; those that are not there are fine. Tries all before it throws. */
  readonly remove: (records: readonly TxtRecord[]) => Promise<void>
}
