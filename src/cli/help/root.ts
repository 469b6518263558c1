import { about, commands, globalOptions } from "../commands.js"
import { exitCodeHelp } from "./exitCodes.js"
import { topicHelp } from "./topics.js"
import { variableHelp } from "./variables.js"

type Item = readonly [term: string, about: string]

/** The last of either list, and the version, are commander's own. */
const options: readonly Item[] = [
  ["-V, --version", "output the version number"],
  ...globalOptions,
  ["-h, --help", "display help for command"],
]
const list: readonly Item[] = [
  ...Object.entries(commands).map(([name, [usage, does]]): Item => [`${name} ${usage}`, does]),
  ["help [command]", "display help for command"],
]
const termWidth = Math.max(...[...options, ...list].map(([term]) => term.length))
/** Columns; where fewer are left, commander wraps nothing. */
const narrowest = 40

/**
 * What `certfleet --help` prints on so many columns: to the letter what commander makes of all commands. Commander and
 * their options take as long to load as Node itself takes to start.
 */
export function rootHelp(columns = 80): string {
  const flags = globalOptions.map(([written]) => ({ long: written.slice(written.indexOf("--")) }))
  return `Usage: certfleet [options] [command]

${wrapped(about, columns).join("\n")}

Options:
${lines(options, columns)}
Commands:
${lines(list, columns)}${topicHelp()}
${variableHelp(flags)}
${exitCodeHelp}
`
}

function lines(items: readonly Item[], columns: number): string {
  const left = columns - termWidth - 4
  return items
    .map(
      ([term, text]) =>
        `  ${term.padEnd(termWidth)}  ${wrapped(text, left).join(`\n${" ".repeat(termWidth + 4)}`)}\n`,
    )
    .join("")
}

function wrapped(text: string, width: number): readonly string[] {
  if (width < narrowest) return [text]
  const wrappedLines: string[] = []
  for (const word of text.split(" ")) {
    const last = wrappedLines.at(-1)
    if (last === undefined || last.length + 1 + word.length > width) wrappedLines.push(word)
    else wrappedLines[wrappedLines.length - 1] = `${last} ${word}`
  }
  return wrappedLines
}
