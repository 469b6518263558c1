/** Bytes as text to look for PEM in: one character a byte, unless they are UTF-16, as Windows writes it. */

export interface Text {
  readonly text: string
  /** OpenSSL, and whatever else reads bytes, finds nothing in it. */
  readonly utf16: boolean
}

export function textOf(bytes: Uint8Array): Text {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const order = utf16Order(buffer)
  if (order === undefined) return { text: buffer.toString("latin1"), utf16: false }
  const even = buffer.subarray(0, buffer.length - (buffer.length % 2))
  // swap16 works in place, and the bytes are not ours.
  const little = order === "little" ? even : Buffer.from(even).swap16()
  return { text: little.toString("utf16le"), utf16: true }
}

const dashes = {
  little: Buffer.from("-----", "utf16le"),
  big: Buffer.from("\0-\0-\0-\0-\0-", "latin1"),
} as const

/** By the byte order mark, else by dashes: nothing but UTF-16 has zeros between them. */
function utf16Order(buffer: Buffer): "little" | "big" | undefined {
  if (buffer[0] === 0xff && buffer[1] === 0xfe) return "little"
  if (buffer[0] === 0xfe && buffer[1] === 0xff) return "big"
  // The dashes of a big-endian text hold those of a little-endian one, one byte later.
  const [little, big] = [buffer.indexOf(dashes.little), buffer.indexOf(dashes.big)]
  if (little < 0 && big < 0) return undefined
  return big >= 0 && (little < 0 || big < little) ? "big" : "little"
}
