/** One line of an ssh_config(5) file that says something. */
export interface ConfigLine {
  /** As it is named to the user. */
  readonly file: string
  /** From 1. */
  readonly line: number
  /** In lower case: they are written in any. */
  readonly keyword: string
  readonly args: readonly string[]
  /** All after the keyword, as it stands: what ProxyCommand takes. */
  readonly rest: string
  /** What an Include line leads to, in order. */
  readonly included?: readonly ConfigFile[]
}

export type ConfigFile = readonly ConfigLine[]

/** A keyword, then blanks or one equals sign (ssh_config(5): "Configuration options may be separated by whitespace or …"). */
const shape = /^["]?([A-Za-z0-9]+)["]?(?:[ \t]*=[ \t]*|[ \t]+|$)(.*)$/

/** Takes a file apart; blank lines and comments say nothing. */
export function configLines(text: string, file: string): ConfigLine[] {
  return text.split("\n").flatMap((whole, index) => {
    const match = shape.exec(whole.trim())
    if (match?.[1] === undefined) return []
    const rest = match[2] ?? ""
    return [{ file, line: index + 1, keyword: match[1].toLowerCase(), args: words(rest), rest }]
  })
}

/** A blank, a quoted part, an escaped character, a comment, or what has no meaning of its own. */
const part =
  /(?<blank>[ \t]+)|"(?<double>(?:\\["'\\]|[^"])*)"?|'(?<single>(?:\\["'\\]|[^'])*)'?|\\(?<escaped>["'\\ ])|(?<plain>[^ \t"'\\]+|\\)/gy

/** Words as OpenSSH splits them: quotes of either kind, a backslash before a quote, a backslash or a blank, `#` ends the line. */
function words(text: string): string[] {
  const found: string[] = []
  let word: string | undefined
  for (const { groups = {} } of text.matchAll(part)) {
    const { blank, double, single, escaped, plain } = groups
    if (word === undefined && plain?.startsWith("#")) break
    if (blank === undefined) {
      const quoted = (double ?? single)?.replace(/\\(["'\\])/g, "$1")
      word = (word ?? "") + (quoted ?? escaped ?? plain ?? "")
    } else {
      if (word !== undefined) found.push(word)
      word = undefined
    }
  }
  return word === undefined ? found : [...found, word]
}
