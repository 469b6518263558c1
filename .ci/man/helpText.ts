import type { Command } from "commander"

/** What a command's help says below its options. */
export interface HelpText {
  /** Blocks of lines, each either prose or lines that stay as they are. */
  readonly prose: readonly (readonly string[])[]
  readonly examples: readonly string[]
  /** How variables count, and their names. */
  readonly environment: { readonly how: string; readonly names: readonly string[] }
  readonly exitCodes: readonly { readonly code: string; readonly text: string }[]
}

/** Reads it from the printed help: commander keeps it nowhere else. */
export function helpTextOf(command: Command): HelpText {
  let printed = ""
  command.configureOutput({
    writeOut: (text) => {
      printed += text
    },
  })
  command.outputHelp()
  const below = printed.slice(command.helpInformation().length)
  const blocks = below
    .split(/\n{2,}/)
    .map((block) => block.split("\n").filter((line) => line.trim() !== ""))
    .filter((block) => block.length > 0)
  const under = (title: string): readonly string[] =>
    blocks.filter(([first]) => first === title).flatMap((block) => block.slice(1))
  const isEnvironment = (block: readonly string[]): boolean => block[0]?.startsWith("Environment, ") === true
  const isTopics = (block: readonly string[]): boolean => block[0]?.startsWith("Topics (") === true
  const [environment = "", ...names] = blocks.find(isEnvironment) ?? []
  return {
    prose: blocks.filter(
      (block) =>
        block[0] !== "Examples:" && block[0] !== "Exit codes:" && !isEnvironment(block) && !isTopics(block),
    ),
    environment: {
      how: environment.replace(/^Environment, (.*):$/, "$1"),
      names: names.flatMap((line) => line.trim().split(" ")),
    },
    examples: under("Examples:"),
    exitCodes: under("Exit codes:").map((line) => {
      const [, code = "", text = ""] = /^\s*(\d+)\s+(.*)$/.exec(line) ?? []
      return { code, text }
    }),
  }
}
