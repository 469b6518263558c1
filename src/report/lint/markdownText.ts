import { printable } from "../printable.js"

/** Everything that means something in GitHub-flavoured Markdown or in HTML, anywhere in a line. */
const meaningful = /[\\`*_{}[\]<>()#+!|~&$"'=^]/g
/** Longer texts are cut here: a name in a certificate may be as long as its maker likes. */
const longest = 400

/**
 * Plain text for a cell or a line of Markdown: it shows as written, and makes no markup, link, mention or HTML.
 */
export function markdownText(text: string): string {
  const line = printable(text)
  const shown = line.length > longest ? `${line.slice(0, longest).replace(/\p{Cs}$/u, "")}…` : line
  return (
    shown
      .replace(meaningful, (character) => `&#${character.charCodeAt(0)};`)
      .replace(/:(?=\/\/)/g, "&#58;")
      .replace(/(?<=www)\./gi, "&#46;")
      // Mentions and addresses are looked for after the text was decoded: an empty comment keeps their halves apart.
      .replaceAll("@", "@<!-- -->")
  )
}

/** Plain text as code within a line: it shows as written, and does not end before its end. */
export function markdownCode(text: string): string {
  const line = printable(text)
  const fence = "`".repeat(longestRun(line) + 1)
  const gap = line.startsWith("`") || line.endsWith("`") ? " " : ""
  return `${fence}${gap}${line}${gap}${fence}`
}

/** Lines as a block of code, to be copied from. */
export function markdownCodeBlock(lines: readonly string[]): string {
  const shown = lines.map(printable)
  const fence = "`".repeat(Math.max(3, longestRun(shown.join("\n")) + 1))
  return [fence, ...shown, fence].join("\n")
}

function longestRun(text: string): number {
  return Math.max(0, ...(text.match(/`+/g) ?? []).map(({ length }) => length))
}
