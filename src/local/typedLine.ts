/** What is on a line that is typed where nothing is echoed, in bytes: a terminal that is not set to UTF-8 sends others. */
import { isUtf8 } from "node:buffer"

/** CR, LF and Ctrl-D; DEL and Ctrl-H; Ctrl-C; Ctrl-U. */
const enter: ReadonlySet<number> = new Set([0x0d, 0x0a, 0x04])
const backspace: ReadonlySet<number> = new Set([0x7f, 0x08])
const interruptKey = 0x03
const clearKey = 0x15

export class TypedLine {
  #bytes: readonly number[] = []

  get bytes(): Uint8Array {
    return Uint8Array.from(this.#bytes)
  }

  /** Takes keys until one ends the line. */
  type(keys: Uint8Array | string): "open" | "entered" | "cancelled" {
    for (const key of typeof keys === "string" ? Buffer.from(keys) : keys) {
      if (key === interruptKey) return "cancelled"
      if (enter.has(key)) return "entered"
      this.#bytes = afterKey(this.#bytes, key)
    }
    return "open"
  }
}

/** Ctrl-U clears the line, as terminals do. */
function afterKey(typed: readonly number[], key: number): readonly number[] {
  if (key === clearKey) return []
  if (backspace.has(key)) return typed.slice(0, -lastCharacter(typed))
  return key >= 0x20 ? [...typed, key] : typed
}

/** How many bytes the last character has: of UTF-8 up to four, of anything else one. */
function lastCharacter(typed: readonly number[]): number {
  const size = [2, 3, 4].find((count) => {
    const end = Buffer.from(typed.slice(-count))
    return end.length === count && isUtf8(end) && [...end.toString("utf8")].length === 1
  })
  return size ?? 1
}
