import { inspect } from "node:util"

/**
 * Bytes that must never be shown: a private key, a passphrase. Printing, JSON and inspection yield
 * `[redacted]`; only `reveal()` gives the bytes, so every use can be found by that word.
 */
export class Secret {
  readonly #bytes: Uint8Array

  constructor(value: Uint8Array | string) {
    this.#bytes = typeof value === "string" ? new TextEncoder().encode(value) : value
  }

  reveal(): Uint8Array {
    return this.#bytes
  }

  /** As UTF-8; what is none of it comes as U+FFFD, so passphrases are compared and used as bytes. */
  revealText(): string {
    return new TextDecoder("utf-8", { ignoreBOM: true }).decode(this.#bytes)
  }

  equals(other: Secret): boolean {
    return Buffer.compare(this.#bytes, other.#bytes) === 0
  }

  toString(): string {
    return "[redacted]"
  }

  toJSON(): string {
    return "[redacted]"
  }

  [inspect.custom](): string {
    return "[redacted]"
  }
}
