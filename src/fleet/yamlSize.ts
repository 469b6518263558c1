import { Lexer } from "yaml"

/** Characters; sixteen times a fleet.yaml of 10,000 servers. */
const mostCharacters = 8 * 1024 * 1024
/** Each takes more than a kilobyte once it is read; 10,000 servers in as many farms have half of them at most. */
const mostEntries = 500_000
/** For each, yaml looks for its anchor from the beginning. */
const mostAliases = 10_000

/** What is too much in a YAML text, before anything is made of it; undefined where nothing is. */
export function tooMuchIn(text: string): string | undefined {
  if (text.length > mostCharacters) return "it is larger than 8 MiB"
  // Every entry has one of these before it or behind it; so may words and comments, which are few beside them.
  if (more(text.matchAll(/[,\n[{]|[-:?](?=[ \t])/g), mostEntries)) return "it has more than 500,000 entries"
  // Stars in strings and comments count only for the first look.
  return more(text.matchAll(/\*/g), mostAliases) && more(aliasesIn(text), mostAliases)
    ? "it has more than 10,000 aliases"
    : undefined
}

function* aliasesIn(text: string): Iterable<string> {
  for (const token of new Lexer().lex(text)) if (token.startsWith("*")) yield token
}

function more(found: Iterable<unknown>, most: number): boolean {
  let count = 0
  for (const _ of found) if (++count > most) return true
  return false
}
