/** Base64 without BEGIN and END: what mail programs, Kubernetes, JSON web keys and keystores in settings have. */
import { looksLikeDer } from "./derKind.js"

export interface Unarmoured {
  readonly bytes: Uint8Array
  /** Where it begins, counted from 1. */
  readonly line: number
}

/** DER of more than 255 octets, DER of more than 127, and PEM once more in base64. */
const beginning = /^(?:MII|MI[GH]|LS0tLS1CRUdJTi)/
const run = /[A-Za-z0-9+/]{100,}={0,2}/g
const pure = /^[A-Za-z0-9+/]{4,}={0,2}$/

/** DER and PEM in the text: lines of nothing but base64 taken together, and long runs in other lines. */
export function unarmoured(text: string, firstLine = 1): Unarmoured[] {
  if (!text.includes("MI") && !text.includes("LS0tLS1CRUdJTi")) return []
  const found: Unarmoured[] = []
  for (const { base64, line } of candidates(text.split(/\r\n|\n|\r/), firstLine)) {
    const bytes = beginning.test(base64) ? decoded(base64) : undefined
    if (bytes !== undefined) found.push({ bytes, line })
  }
  return found
}

interface Candidate {
  readonly base64: string
  readonly line: number
}

function* candidates(lines: readonly string[], firstLine: number): Generator<Candidate> {
  let group: string[] = []
  const whole = (next: number): Candidate[] => {
    const base64 = group.join("")
    const line = next - group.length
    group = []
    return base64 === "" ? [] : [{ base64, line }]
  }
  for (const [index, raw] of lines.entries()) {
    const line = firstLine + index
    const content = raw.trim()
    const isPure = pure.test(content)
    // A line that is longer than those before it belongs to something else.
    if (!isPure || content.length > (group[0]?.length ?? Number.POSITIVE_INFINITY)) yield* whole(line)
    if (isPure) group.push(content)
    else for (const [base64] of content.replaceAll("\\/", "/").matchAll(run)) yield { base64, line }
    // A shorter line is the last one.
    if (content.length < (group[0]?.length ?? 0) || content.endsWith("=")) yield* whole(line + 1)
  }
  yield* whole(firstLine + lines.length)
}

/** What a text of nothing but base64 stands for; undefined for every other text. */
export function wholeBase64(text: string): Uint8Array | undefined {
  const trimmed = text.trim()
  // DER, PEM, zip, gzip and Java key stores: nothing else is looked for.
  if (!/^(?:MI|LS0tLS1CRUdJTi|UEsDB|H4sI|\/u3\+7Q|zs7Ozg)/.test(trimmed)) return undefined
  if (trimmed.length < 64 || !/^[A-Za-z0-9+/\s]+={0,2}$/.test(trimmed)) return undefined
  const bytes = Buffer.from(trimmed, "base64")
  // Words without a space may look like base64, but are not as long as they would say.
  return trimmed.startsWith("MI") && !looksLikeDer(bytes) ? undefined : bytes
}

function decoded(base64: string): Uint8Array | undefined {
  const bytes = Buffer.from(base64, "base64")
  return !base64.startsWith("MI") || looksLikeDer(bytes) ? bytes : undefined
}
