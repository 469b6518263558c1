/** gzip (RFC 1952), under a limit. */
import { gunzipSync } from "node:zlib"
import { type Parsed, parsed, problem, unparsed } from "./parsed.js"

export function looksLikeGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b && bytes[2] === 8
}

/** Unpacks at most so many bytes; a bomb stops there. */
export function gunzip(bytes: Uint8Array, maxBytes: number): Parsed<Uint8Array> {
  try {
    return parsed(new Uint8Array(gunzipSync(bytes, { maxOutputLength: Math.max(maxBytes, 1) })))
  } catch (error) {
    const code = (error as { code?: unknown }).code
    if (code === "ERR_BUFFER_TOO_LARGE") return unparsed(problem("limit", "it unpacks to too much"))
    const what = code === "Z_BUF_ERROR" ? "cut off" : "damaged"
    return unparsed(problem("encoding", `the gzip data is ${what}`))
  }
}
