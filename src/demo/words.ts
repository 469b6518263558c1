/**
 * Splits a line that quoteArgv made back into its words (POSIX single and double quotes and backslash;
 * no expansion of any kind). For hosts of ours that receive a command line and must not run a shell.
 * Throws RangeError on an unterminated quote.
 */
export function splitWords(line: string): string[] {
  const words: string[] = []
  let word: string | undefined
  let at = 0
  while (at < line.length) {
    const char = line[at] ?? ""
    if (char === " " || char === "\n" || char === "\t") {
      if (word !== undefined) words.push(word)
      word = undefined
      at += 1
      continue
    }
    const piece = readPiece(line, at)
    word = (word ?? "") + piece.text
    at = piece.next
  }
  if (word !== undefined) words.push(word)
  return words
}

function readPiece(line: string, at: number): { text: string; next: number } {
  const char = line[at] ?? ""
  if (char === "\\") return { text: line[at + 1] ?? "", next: at + 2 }
  if (char !== "'" && char !== '"') return { text: char, next: at + 1 }
  const end = line.indexOf(char, at + 1)
  if (end === -1) throw new RangeError(`unterminated ${char} at offset ${at}`)
  return { text: line.slice(at + 1, end), next: end + 1 }
}
