/** PEM (RFC 7468) as people really have it: text around, CRLF, byte order marks, missing last newline. */
import type { Problem } from "./parsed.js"

/** One armoured block. */
export interface PemBlock {
  /** The text between `BEGIN ` and the dashes, e.g. `CERTIFICATE`. */
  readonly label: string
  readonly der: Uint8Array
  /** Line of `-----BEGIN`, counted from 1. */
  readonly line: number
  /** Line of `-----END`, counted from 1. */
  readonly endLine: number
  /** RFC 1421 headers in front of the base64, e.g. `Proc-Type` of an encrypted key. */
  readonly headers: Readonly<Record<string, string>>
}

/** What a text holds: its blocks in order, and the blocks that could not be read. */
export interface PemContent {
  readonly blocks: readonly PemBlock[]
  /** Each with its line. */
  readonly problems: readonly Problem[]
}

// Leading blanks come from mail programs and YAML; trailing ones from copying out of a terminal.
const begin = /^[ \t>]*-----BEGIN ([^-\r\n]{1,64})-----[ \t]*$/
const end = /^[ \t>]*-----END ([^-\r\n]{1,64})-----[ \t]*$/
const header = /^([A-Za-z0-9-]{1,64}):[ \t]*(.*)$/
const base64 = /^[A-Za-z0-9+/]*={0,2}$/

interface OpenBlock {
  readonly label: string
  readonly line: number
  readonly headers: Record<string, string>
  readonly parts: string[]
  inHeaders: boolean
  bad: Problem | undefined
}

function pemProblem(message: string, line: number): Problem {
  return { kind: "pem", message, line, citation: "RFC 7468 section 3" }
}

/** Reads every PEM block of a text. A block that is garbled or cut off is a problem with its line. */
export function readPem(bytes: Uint8Array): PemContent {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1")
  const piles: Piles = { blocks: [], problems: [] }
  let open: OpenBlock | undefined
  let line = 0
  // The byte order mark of UTF-8, read as Latin-1.
  for (const content of text.replace(/^\u00ef\u00bb\u00bf/, "").split(/\r\n|\n|\r/))
    open = takeLine(piles, open, content, ++line)
  if (open !== undefined) piles.problems.push(cutOff(open))
  return piles
}

interface Piles {
  readonly blocks: PemBlock[]
  readonly problems: Problem[]
}

/** Returns the block that is open after this line. */
function takeLine(
  piles: Piles,
  open: OpenBlock | undefined,
  content: string,
  line: number,
): OpenBlock | undefined {
  const starts = begin.exec(content)?.[1]
  if (starts !== undefined) {
    if (open !== undefined) piles.problems.push(cutOff(open))
    return { label: starts, line, headers: {}, parts: [], inHeaders: true, bad: undefined }
  }
  const ends = end.exec(content)?.[1]
  if (ends === undefined) {
    if (open !== undefined) takeInside(open, content, line)
    return open
  }
  if (open === undefined) {
    piles.problems.push(pemProblem("an END line without its BEGIN", line))
    return undefined
  }
  const closed = close(open, ends, line)
  if ("kind" in closed) piles.problems.push(closed)
  else piles.blocks.push(closed)
  return undefined
}

function cutOff({ label, line }: OpenBlock): Problem {
  return pemProblem(`the ${label} block has no end: it is cut off`, line)
}

function takeInside(open: OpenBlock, content: string, line: number): void {
  const text = content.trim()
  if (text === "") {
    if (open.parts.length > 0 || Object.keys(open.headers).length > 0) open.inHeaders = false
    return
  }
  const named = open.inHeaders && open.parts.length === 0 ? header.exec(text) : null
  if (named?.[1] !== undefined) {
    open.headers[named[1]] = named[2] ?? ""
    return
  }
  if (!base64.test(text))
    open.bad ??= pemProblem(`the ${open.label} block holds a line that is not base64`, line)
  open.parts.push(text)
}

function close(open: OpenBlock, label: string, endLine: number): PemBlock | Problem {
  const { line, headers } = open
  if (label !== open.label) return pemProblem(`the ${open.label} block ends as ${label}`, endLine)
  if (open.bad !== undefined) return open.bad
  const der = decodeBase64(open.parts.join(""))
  if (der === undefined)
    return pemProblem(`the ${label} block is cut off or garbled: its base64 does not add up`, line)
  if (der.length === 0) return pemProblem(`the ${label} block is empty`, line)
  return { label, der, line, endLine, headers }
}

/** Strict base64 (RFC 4648 section 4): whole quartets, padding only at the end, unused bits zero. */
function decodeBase64(text: string): Uint8Array | undefined {
  if (text.length % 4 !== 0 || !base64.test(text)) return undefined
  const decoded = Buffer.from(text, "base64")
  return decoded.toString("base64") === text ? new Uint8Array(decoded) : undefined
}

/** Armours DER: 64 characters a line, newline at the end. */
export function writePem(label: string, der: Uint8Array): string {
  const text = Buffer.from(der.buffer, der.byteOffset, der.byteLength).toString("base64")
  const lines = text.match(/.{1,64}/g) ?? []
  return `-----BEGIN ${label}-----\n${lines.join("\n")}\n-----END ${label}-----\n`
}
