/** PEM (RFC 7468) as people really have it: text around, CRLF, byte order marks, on one line, inside of JSON. */
import type { Problem } from "./parsed.js"
import { type Mark, marksIn } from "./pemMarks.js"
import { textOf } from "./textOf.js"

/**
 * How a block lies in its text. OpenSSL reads `lines` alone; `escaped` and `quoted` are strings of a program or of
 * JSON, which reach OpenSSL as lines; `glued` (END and the next BEGIN share a line) and `one-line` never do.
 */
export type PemLayout = "lines" | "quoted" | "escaped" | "glued" | "one-line"

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
  readonly layout: PemLayout
}

/** What a text holds: its blocks in order, and the blocks that could not be read. */
export interface PemContent {
  readonly blocks: readonly PemBlock[]
  /** Each with its line. */
  readonly problems: readonly Problem[]
}

/** Everything about a text with PEM in it. */
export interface PemText extends PemContent {
  /** What is outside of blocks, blank or not, with the line where it begins. */
  readonly gaps: readonly { readonly text: string; readonly line: number }[]
  readonly utf16: boolean
  readonly crlf: boolean
}

const header = /^([A-Za-z0-9-]{1,64}):[ \t]*(.*)$/
/** Far enough to see the first line of a block. */
const reach = 200
const lineEnds = /(?<![ \t])[ \t]*[\r\n]+[ \t]*/g
const lineEnd = /\r\n|\n|\r/
const base64 = /^[A-Za-z0-9+/]*={0,2}$/
/** Lines take twenty times the memory of their text. */
const longestByLine = 1024 ** 2

/** Reads every PEM block of a text. A block that is garbled or cut off is a problem with its line. */
export function readPem(bytes: Uint8Array): PemContent {
  const { blocks, problems } = readPemText(bytes)
  return { blocks, problems }
}

/** The largest piles in circulation, all intermediates of all public CAs, have some 3,000. */
const maxBlocks = 10_000

/** The same with what is around the blocks, in time linear in the size. From the 10,000th block on, the rest is a problem. */
export function readPemText(bytes: Uint8Array): PemText {
  const { text, utf16 } = textOf(bytes)
  const pem = { blocks: [] as PemBlock[], problems: [] as Problem[], gaps: [] as PemText["gaps"][number][] }
  let from = { at: 0, line: 1 }
  for (const { read, begin, end } of readings(text)) {
    pem.gaps.push({ text: text.slice(from.at, begin.start), line: from.line })
    from = { at: end.end, line: end.line }
    if ("kind" in read) pem.problems.push(read)
    else pem.blocks.push(read)
    if (pem.blocks.length + pem.problems.length < maxBlocks) continue
    pem.problems.push(tooMany(end.line))
    return { ...pem, utf16, crlf: text.includes("\r\n") }
  }
  pem.gaps.push({ text: text.slice(from.at), line: from.line })
  return { ...pem, utf16, crlf: text.includes("\r\n") }
}

interface Reading {
  readonly read: PemBlock | Problem
  readonly begin: Mark
  /** The same as `begin` where nothing belongs to it. */
  readonly end: Mark
}

function* readings(text: string): Generator<Reading> {
  const marks = marksIn(text)
  for (let mark = marks.next().value; mark !== undefined; ) {
    const next = marks.next().value
    const end = mark.begins && next?.begins === false ? next : mark
    const read = readAt(text, mark, next)
    if (read !== undefined) yield { read, begin: mark, end }
    mark = read !== undefined && end === next ? marks.next().value : next
  }
}

function tooMany(line: number): Problem {
  return {
    kind: "limit",
    message: `it has ${maxBlocks} blocks and more: the rest of the file was not read`,
    line,
  }
}

/** Undefined for what only looks like a mark, as the words of a program that writes PEM do. */
function readAt(text: string, mark: Mark, next: Mark | undefined): PemBlock | Problem | undefined {
  if (!mark.begins) return mark.alone ? pemProblem("an END line without its BEGIN", mark.line) : undefined
  if (next?.begins === false) return readPair(text, mark, next)
  const cut = mark.alone || looksReal(unquoted(text.slice(mark.end, mark.end + reach)))
  return cut ? pemProblem(`the ${mark.label} block has no end: it is cut off`, mark.line) : undefined
}

function readPair(text: string, begin: Mark, end: Mark): PemBlock | Problem | undefined {
  // What is commented out is no block, and nobody has to mend it.
  if (begin.comment) return undefined
  const body = text.slice(begin.end, end.start)
  const strict = begin.alone && end.alone
  const plain = strict ? decodeBase64(body.replace(lineEnds, "")) : undefined
  const { label, line } = begin
  if (plain !== undefined && plain.length > 0 && label === end.label)
    return {
      label,
      line,
      endLine: end.line,
      der: plain,
      headers: {},
      layout: layoutOf(begin, end, body, strict),
    }
  // Anything else is looked at line by line: headers, other layouts, and what exactly is wrong.
  const part = body.slice(0, longestByLine)
  const lines = strict ? part.split(lineEnd) : unquoted(part)
  if (part.length < body.length) return strict || looksReal(lines) ? tooLong(begin) : undefined
  const open: OpenBlock = {
    ...{ label: begin.label, line: begin.line, headers: {}, parts: [] },
    ...{ inHeaders: true, bad: undefined },
  }
  for (const [index, line] of lines.entries()) takeInside(open, line, Math.min(begin.line + index, end.line))
  const closed = close(open, end)
  if (!("kind" in closed)) return { ...closed, layout: layoutOf(begin, end, body, strict) }
  return strict || looksReal(lines) ? closed : undefined
}

function tooLong({ label, line }: Mark): Problem {
  const message = `the ${label} block has more than ${longestByLine / 1024 ** 2} MiB and is no plain base64 in lines: it was not read`
  return pemProblem(message, line)
}

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

/** Line breaks as JSON, shells and programs write them; a run of backslashes is looked at once. */
const escapes = /(?<!\\)\\+(?:[nrt]|u000[adAD9]|\r\n|\n|\r)/g

/** Lines as a program would make them of its text; blanks within base64 were line breaks once. */
function unquoted(body: string): string[] {
  return body
    .replace(escapes, "\n")
    .replace(/(?<!\\)\\+\//g, "/")
    .replace(/(?<![:, \t])[ \t]+(?=[A-Za-z0-9/=]|\+\S)/g, "\n")
    .split(lineEnd)
    .map((line) =>
      line
        .trim()
        // A program joins its strings by such signs; without a quote, a plus is base64.
        .replace(/["'`][ \t]{0,20}[+.,]?$/, "")
        .replace(/^["'`]+/, ""),
    )
}

function layoutOf(begin: Mark, end: Mark, body: string, strict: boolean): PemLayout {
  if (begin.glued || end.glued) return "glued"
  if (strict) return "lines"
  if (body.search(escapes) >= 0) return "escaped"
  return /[\r\n]/.test(body) ? "quoted" : "one-line"
}

/** Longer than words are, and nearly all of it base64: somebody meant it to be a block. */
function looksReal(lines: readonly string[]): boolean {
  return lines.some(
    (line) => line.length >= 40 && line.replace(/[A-Za-z0-9+/=]+/g, "").length <= line.length / 10,
  )
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

function close(open: OpenBlock, end: Mark): Omit<PemBlock, "layout"> | Problem {
  const { label, line, headers } = open
  if (end.label !== label) return pemProblem(`the ${label} block ends as ${end.label}`, end.line)
  if (open.bad !== undefined) return open.bad
  const der = decodeBase64(open.parts.join(""))
  if (der === undefined)
    return pemProblem(`the ${label} block is cut off or garbled: its base64 does not add up`, line)
  if (der.length === 0) return pemProblem(`the ${label} block is empty`, line)
  return { label, der, line, endLine: end.line, headers }
}

/** Strict base64 (RFC 4648 section 4): whole quartets, padding only at the end, unused bits zero. */
function decodeBase64(text: string): Uint8Array | undefined {
  if (text.length % 4 !== 0) return undefined
  const decoded = Buffer.from(text, "base64")
  const { buffer, byteOffset, length } = decoded
  // What Node skips, other alphabets among it, does not come back.
  return decoded.toString("base64") === text ? new Uint8Array(buffer, byteOffset, length) : undefined
}

/** Armours DER: 64 characters a line, newline at the end; RFC 1421 headers first, where there are any. */
export function writePem(
  label: string,
  der: Uint8Array,
  headers: Readonly<Record<string, string>> = {},
): string {
  const text = Buffer.from(der.buffer, der.byteOffset, der.byteLength).toString("base64")
  const lines = text.match(/.{1,64}/g) ?? []
  const head = Object.entries(headers).map(([name, value]) => `${name}: ${value}\n`)
  const front = head.length === 0 ? "" : `${head.join("")}\n`
  return `-----BEGIN ${label}-----\n${front}${lines.join("\n")}\n-----END ${label}-----\n`
}
