/** Where `-----BEGIN X-----` and `-----END X-----` stand in a text, and what stands beside them. */

export interface Mark {
  readonly begins: boolean
  /** The text between `BEGIN ` or `END ` and the dashes. */
  readonly label: string
  /** Offsets of the first dash, and of what follows the last one. */
  readonly start: number
  readonly end: number
  /** Counted from 1. */
  readonly line: number
  /** Alone on its line, but for the mark of the block before or after. */
  readonly alone: boolean
  /** END of one block and BEGIN of the next one share a line, as where `cat` joins files without a last newline. */
  readonly glued: boolean
  /** Behind what begins a comment in programs and settings. */
  readonly comment: boolean
}

/** OpenPGP has armour of its own, with a checksum that is no base64. */
const mark = /-----(BEGIN|END) ((?!PGP )[^-\r\n]{1,64})-----/g
/** Nobody indents PEM further. */
const reach = 200

// Leading blanks come from mail programs and YAML; trailing ones from copying out of a terminal. The byte order mark of
// UTF-8 reads as three characters where a byte is one.
const nothingBefore = /^(?:\u00ef\u00bb\u00bf|\ufeff|[ \t>])*$/
const nothingAfter = /^[ \t]*$/
const endBefore = /-----END [^-\r\n]{1,64}-----[ \t]*$/
const commentBefore = /^\s*(?:\/\/|#|;|--(?!-)|\*|<!--)/
const beginAfter = /^[ \t]*-----BEGIN [^-\r\n]{1,64}-----/

export function* marksIn(text: string): Generator<Mark, undefined> {
  let line = 1
  let counted = 0
  for (const match of text.matchAll(mark)) {
    const start = match.index
    line += lineEnds(text, counted, start)
    counted = start
    const end = start + match[0].length
    const before = frontOf(text, start)
    const after = restOf(text, end)
    const begins = match[1] === "BEGIN"
    yield {
      ...{ begins, label: match[2] ?? "", start, end, line },
      alone: isAlone(begins, before, after),
      glued: begins ? endBefore.test(before) : beginAfter.test(after),
      comment: commentBefore.test(before),
    }
  }
  return undefined
}

/** What is in front on the same line, as far as one has to look. */
function frontOf(text: string, start: number): string {
  if (isLineEnd(text, start - 1)) return ""
  const front = text.slice(Math.max(0, start - reach), start)
  return front.slice(Math.max(front.lastIndexOf("\n"), front.lastIndexOf("\r")) + 1)
}

function restOf(text: string, end: number): string {
  return isLineEnd(text, end) ? "" : (text.slice(end, end + reach).split(/[\r\n]/, 1)[0] ?? "")
}

function isLineEnd(text: string, at: number): boolean {
  const code = text.charCodeAt(at)
  return code === 10 || code === 13
}

function isAlone(begins: boolean, before: string, after: string): boolean {
  if (begins) return nothingAfter.test(after) && (nothingBefore.test(before) || endBefore.test(before))
  return nothingBefore.test(before) && (nothingAfter.test(after) || beginAfter.test(after))
}

/** `\r\n` is one. */
function lineEnds(text: string, from: number, to: number): number {
  // Of a part alone: no search goes beyond it.
  const part = text.slice(from, to)
  let count = 0
  for (let at = part.indexOf("\n"); at >= 0; at = part.indexOf("\n", at + 1)) count++
  for (let at = part.indexOf("\r"); at >= 0; at = part.indexOf("\r", at + 1))
    if (text.charCodeAt(from + at + 1) !== 10) count++
  return count
}
