/** Strings as SSH writes them (RFC 4251 section 5): four bytes of length, then the bytes. */

export function wireText(content: Uint8Array | string): Buffer {
  const bytes = Buffer.from(content)
  const length = Buffer.alloc(4)
  length.writeUInt32BE(bytes.length)
  return Buffer.concat([length, bytes])
}

export interface WireWord {
  readonly bytes: Buffer
  /** Where the next one begins. */
  readonly end: number
}

/** So many strings from a place on; undefined where there are fewer. */
export function wireWords(bytes: Buffer, start: number, count: number): WireWord[] | undefined {
  const words: WireWord[] = []
  for (let at = start; words.length < count; ) {
    if (at + 4 > bytes.length) return undefined
    const end = at + 4 + bytes.readUInt32BE(at)
    if (end > bytes.length) return undefined
    words.push({ bytes: bytes.subarray(at + 4, end), end })
    at = end
  }
  return words
}
