import type { Argument, Command, Option } from "commander"

/** Where the cursor is, and what has been written there. */
export interface Place {
  readonly program: Command
  /** The command that was named; undefined before one was. */
  readonly command: Command | undefined
  readonly expects:
    | { readonly kind: "command"; readonly helped: boolean }
    | { readonly kind: "flag"; readonly given: ReadonlySet<Option> }
    | { readonly kind: "value"; readonly option: Option }
    | { readonly kind: "argument"; readonly argument: Argument }
    | { readonly kind: "nothing" }
  /** The part of the word that stays: `--limit=`. */
  readonly before: string
  /** The part that is completed. */
  readonly begun: string
  /** The value of `--fleet` among the words, since other values come from there. */
  readonly fleet: string | undefined
}

/** Reads the words as commander will. */
export function placeOf(program: Command, words: readonly string[]): Place {
  const current = words.at(-1) ?? ""
  const { command, pending, given, count, helped, lost, ended, fleet } = walk(program, words.slice(0, -1))
  const at = { program, command, before: "", begun: current, fleet }
  if (lost) return { ...at, expects: { kind: "nothing" } }
  if (pending !== undefined && !(pending.variadic && current.startsWith("-")))
    return { ...at, expects: { kind: "value", option: pending } }
  const equals = current.indexOf("=")
  if (!ended && current.startsWith("--") && equals > 0) {
    const option = optionOf(program, command, current.slice(0, equals))
    const split = { before: current.slice(0, equals + 1), begun: current.slice(equals + 1) }
    return {
      ...at,
      ...split,
      expects: option === undefined ? { kind: "nothing" } : { kind: "value", option },
    }
  }
  if (!ended && current.startsWith("-")) return { ...at, expects: { kind: "flag", given } }
  if (command === undefined) return { ...at, expects: { kind: "command", helped } }
  const declared = command.registeredArguments
  const last = declared.at(-1)
  const argument = declared[count] ?? (last?.variadic === true ? last : undefined)
  return { ...at, expects: argument === undefined ? { kind: "nothing" } : { kind: "argument", argument } }
}

interface Walked {
  command: Command | undefined
  /** An option that still wants its value. */
  pending: Option | undefined
  readonly given: Set<Option>
  /** How many arguments of the command are there. */
  count: number
  /** After the word help, which topics may follow, too. */
  helped: boolean
  /** After the name of a command that there is not. */
  lost: boolean
  /** After `--`. */
  ended: boolean
  fleet: string | undefined
}

function walk(program: Command, words: readonly string[]): Walked {
  const walked: Walked = {
    ...{ command: undefined, pending: undefined, given: new Set() },
    ...{ count: 0, helped: false, lost: false, ended: false, fleet: undefined },
  }
  for (const word of words) step(program, walked, word)
  return walked
}

function step(program: Command, walked: Walked, word: string): void {
  // One that takes several goes on to the next flag.
  if (walked.pending?.variadic === true && word.startsWith("-")) walked.pending = undefined
  if (walked.pending !== undefined) {
    if (walked.pending.long === "--fleet") walked.fleet = word
    if (!walked.pending.variadic) walked.pending = undefined
  } else if (walked.ended || !word.startsWith("-") || word === "-") {
    if (walked.command === undefined) name(program, walked, word)
    else walked.count += 1
  } else if (word === "--") walked.ended = true
  else take(program, walked, word)
}

/** The word after help is a command again; nothing follows a command that there is not. */
function name(program: Command, walked: Walked, word: string): void {
  walked.command = program.commands.find((one) => one.name() === word)
  walked.helped = word === "help"
  walked.lost = walked.command === undefined && word !== "help"
}

function take(program: Command, walked: Walked, word: string): void {
  const [flag = "", value] = word.split(/=(.*)/s)
  const option = optionOf(program, walked.command, flag)
  if (option === undefined) return
  walked.given.add(option)
  if (option.long === "--fleet" && value !== undefined) walked.fleet = value
  if (option.required && value === undefined) walked.pending = option
}

function optionOf(program: Command, command: Command | undefined, flag: string): Option | undefined {
  return [...(command?.options ?? []), ...program.options].find(
    ({ short, long }) => flag === long || flag === short,
  )
}
