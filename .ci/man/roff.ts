/** Characters that man(7) would read or draw otherwise than they stand. */
const escapes: Readonly<Record<string, string>> = {
  "\\": "\\e",
  "-": "\\-",
  "'": "\\(aq",
  "`": "\\(ga",
  "^": "\\(ha",
  "~": "\\(ti",
}

/** Text as it stands; a dot at the beginning of a line would be a request. */
export function roff(text: string): string {
  return text
    .replace(/[\\\-'`^~]/g, (character) => escapes[character] ?? character)
    .replace(/[^\t\n -~]/gu, (character) => `\\[u${hex(character)}]`)
    .replace(/^\./gm, "\\&.")
}

function hex(character: string): string {
  return (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")
}

export const bold = (text: string): string => `\\fB${roff(text)}\\fR`
export const italic = (text: string): string => `\\fI${roff(text)}\\fR`

/** Prose that the reader's terminal fills; short lines here, as man pages have them. */
export function filled(text: string): string {
  const lines: string[] = []
  for (const word of text.split(/\s+/).filter(Boolean)) {
    const last = lines.at(-1)
    if (last === undefined || last.length + 1 + word.length > 72) lines.push(word)
    else lines[lines.length - 1] = `${last} ${word}`
  }
  return roff(lines.join("\n"))
}

/** Lines that stay as they are, without their common indentation. */
export function verbatim(lines: readonly string[]): string {
  const indents = lines.map((line) => line.length - line.trimStart().length)
  const indent = Math.min(...indents)
  return [".EX", ...lines.map((line) => roff(line.slice(indent))), ".EE"].join("\n")
}

export interface Entry {
  /** In roff. */
  readonly term: string
  /** Plain text. */
  readonly text: string
}

/** Terms with their explanation indented below. */
export function entries(list: readonly Entry[]): string {
  return list.map(({ term, text }) => `.TP\n${term}\n${filled(text)}`).join("\n")
}

/** A section; empty text where there is nothing to say. */
export function section(title: string, body: string): string {
  return body === "" ? "" : `.SH ${title}\n${body}\n`
}
