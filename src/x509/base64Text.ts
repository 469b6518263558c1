/** Base64 without BEGIN and END: what mail programs, Kubernetes, JSON web keys and keystores in settings have. */
import { looksLikeDer } from "./derKind.js"

export interface Unarmoured {
  readonly bytes: Uint8Array
  /** Where it begins, counted from 1. */
  readonly line: number
}

/** DER of more than 255 octets, DER of more than 127, and PEM once more in base64. */
const beginning = /^(?:MII|MI[GH]|LS0tLS1CRUdJTi)/
/** Shorter runs in a line of other text hold nothing of interest. */
const shortestRun = 100

/** DER and PEM in the text: lines of nothing but base64 taken together, and long runs in other lines. */
export function unarmoured(text: string, firstLine = 1): Unarmoured[] {
  if (!text.includes("MI") && !text.includes("LS0tLS1CRUdJTi")) return []
  const found: Unarmoured[] = []
  for (const { base64, line } of candidates(text, firstLine)) {
    for (const bytes of decoded(base64)) found.push({ bytes, line })
  }
  return found
}

interface Candidate {
  readonly base64: string
  readonly line: number
}

function* candidates(text: string, firstLine: number): Generator<Candidate> {
  let group: string[] = []
  const whole = (next: number): Candidate[] => {
    const base64 = group.join("")
    const line = next - group.length
    group = []
    return base64 === "" ? [] : [{ base64, line }]
  }
  let line = firstLine - 1
  for (const raw of linesOf(text)) {
    line += 1
    const content = raw.trim()
    const isPure = isPureBase64(content)
    // A line that is longer than those before it belongs to something else.
    if (!isPure || content.length > (group[0]?.length ?? Number.POSITIVE_INFINITY)) yield* whole(line)
    if (isPure) group.push(content)
    else for (const base64 of runsIn(content)) yield { base64, line }
    // A shorter line is the last one.
    if (content.length < (group[0]?.length ?? 0) || content.endsWith("=")) yield* whole(line + 1)
  }
  yield* whole(line + 1)
}

/** One by one: a text may hold millions of empty ones. */
function* linesOf(text: string): Generator<string> {
  const ends = /\r\n|\n|\r/g
  let from = 0
  for (let end = ends.exec(text); end !== null; end = ends.exec(text)) {
    yield text.slice(from, end.index)
    from = ends.lastIndex
  }
  yield text.slice(from)
}

/** What a text of nothing but base64 stands for; undefined for every other text. */
export function wholeBase64(text: string): Uint8Array | undefined {
  const trimmed = text.trim()
  // DER, PEM, zip, gzip and Java key stores: nothing else is looked for.
  if (!/^(?:MI|LS0tLS1CRUdJTi|UEsDB|H4sI|\/u3\+7Q|zs7Ozg)/.test(trimmed)) return undefined
  if (trimmed.length < 64 || !isPureBase64(trimmed.replace(/\s+/g, ""))) return undefined
  const bytes = Buffer.from(trimmed, "base64")
  // Words without a space may look like base64, but are not as long as they would say.
  return trimmed.startsWith("MI") && !looksLikeDer(bytes) ? undefined : bytes
}

/** More than one where a structure ends with its line, and the next follows. */
function decoded(base64: string): readonly Uint8Array[] {
  if (!beginning.test(base64)) return []
  const bytes = Buffer.from(base64, "base64")
  if (!base64.startsWith("MI") || looksLikeDer(bytes)) return [bytes]
  const found: Uint8Array[] = []
  for (let from = 0; from < bytes.length; ) {
    const end = from + lengthOf(bytes, from)
    const one = bytes.subarray(from, end)
    if (end > bytes.length || !looksLikeDer(one)) return []
    found.push(one)
    from = end
  }
  return found
}

/** Of a structure that is longer than 127 octets, by its head (X.690 section 8.1.3.5). */
function lengthOf(bytes: Buffer, from: number): number {
  if (bytes[from + 1] === 0x81) return 3 + (bytes[from + 2] ?? 0)
  return 4 + ((bytes[from + 2] ?? 0) << 8) + (bytes[from + 3] ?? 0)
}

const alphabet = new Uint8Array(128)
for (const one of "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
  alphabet[one.charCodeAt(0)] = 1

/** Where the characters of base64 end, from a place on. No pattern: those count their steps on a stack that a long line exhausts. */
function endOfRun(text: string, from: number): number {
  let at = from
  while (alphabet[text.charCodeAt(at)] === 1) at += 1
  return at
}

function endOfPadding(text: string, from: number): number {
  if (text[from] !== "=") return from
  return text[from + 1] === "=" ? from + 2 : from + 1
}

/** The last line of base64 may have as few as four characters, padding included. */
function isPureBase64(content: string): boolean {
  const end = endOfRun(content, 0)
  return content.length >= 4 && end >= 2 && endOfPadding(content, end) === content.length
}

function* runsIn(line: string): Generator<string> {
  if (line.length < shortestRun) return
  const content = withPlainSlashes(line)
  for (let from = 0; from < content.length; ) {
    const end = endOfRun(content, from)
    const next = endOfPadding(content, end)
    if (end - from >= shortestRun) yield content.slice(from, next)
    from = Math.max(next, from + 1)
  }
}

/** JSON may write a slash with a backslash before it. */
function withPlainSlashes(content: string): string {
  if (!content.includes("\\/")) return content
  const from = Buffer.from(content)
  const plain = Buffer.allocUnsafe(from.length)
  let length = 0
  for (const [at, octet] of from.entries())
    if (octet !== 0x5c || from[at + 1] !== 0x2f) {
      plain[length] = octet
      length += 1
    }
  return plain.toString("utf8", 0, length)
}
