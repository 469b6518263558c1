import type { Command, Option } from "commander"
import { ToolError } from "../errors.js"
import { isWrittenOnly, prefix, secret, variableOf, words } from "./help/variables.js"

type Environment = Readonly<Record<string, string | undefined>>

/** Of certfleet's own tests and vectors, and what a hook is told that may call certfleet in its turn. */
const ofOthers = /^CERTFLEET_(?:ZIMBRA_SCRIPTS|VECTORS|(?:\w+_)?RUNS|HOOK(?:_\w+)?)$/

/** A flag that a variable stands for. */
export interface Followed {
  readonly variable: string
  readonly flag: string
  readonly value: string
}

/** Stronger than the first: `CERTFLEET_STATUS_FAIL_ON` counts for `status` alone. */
function variablesOf(command: Command, option: Option): readonly string[] {
  const general = variableOf(option)
  if (general === undefined) return []
  if (command.parent === null) return [general]
  return [`${prefix}${words(command.name())}_${words(option.long ?? "")}`, general]
}

/** Of which one is written. */
const rivals: readonly (readonly string[])[] = [
  ["json", "reporter"],
  ["quiet", "verbose"],
  ["list", "host"],
]

/** What is written is stronger than a variable for what it excludes, too. */
function isWritten(command: Command, key: string): boolean {
  const keys = rivals.find((group) => group.includes(key)) ?? [key]
  return keys.some((one) => command.getOptionValueSource(one) === "cli")
}

/**
 * Gives a command's flags that were not written the values of their variables; an empty one stands for nothing.
 *
 * @throws ToolError `usage` for a switch that is neither on nor off
 */
export function followEnvironment(command: Command, env: Environment): readonly Followed[] {
  return command.options.flatMap((option) => {
    const key = option.attributeName()
    if (isWritten(command, key)) return []
    const variable = variablesOf(command, option).find((name) => (env[name] ?? "").trim() !== "")
    if (variable === undefined) return []
    const text = env[variable] ?? ""
    const found = { variable, flag: option.long ?? "", value: text }
    const value = valueIn(option, found)
    if (value === undefined) return []
    command.setOptionValueWithSource(key, value, "env")
    return [found]
  })
}

/** Undefined for a switch that is off. */
function valueIn(option: Option, found: Followed): unknown {
  const { variable, value: text } = found
  if (!option.required && !option.optional) return isOn(variable, text) ? !option.negate : undefined
  const several = text.split(/\s+/).filter(Boolean)
  const { parseArg } = option
  // Whatever may be repeated collects its values in a parser of its own.
  if (parseArg === undefined) return option.variadic ? several : text
  try {
    return several.reduce<unknown>((earlier, word) => parseArg(word, earlier), option.defaultValue)
  } catch (error) {
    throw withVariables(error, [found])
  }
}

/** @throws ToolError `usage`; what was written is not repeated, it may not be meant for other eyes */
function isOn(variable: string, text: string): boolean {
  if (/^(?:1|true|yes|on)$/i.test(text)) return true
  if (/^(?:0|false|no|off)$/i.test(text)) return false
  throw new ToolError("usage", `${variable} is neither on nor off`, { hint: "write 1 or 0, or unset it" })
}

/** Says of an error which variable brought the flag or value that it names. */
export function withVariables(error: unknown, followed: readonly Followed[]): unknown {
  if (!(error instanceof ToolError) || !aboutInput.has(error.code)) return error
  const { message, hint } = error
  const meant = followed.filter(
    ({ flag, value }) => standsIn(message, flag) || (value.length > 2 && standsIn(message, value)),
  )
  if (meant.length === 0) return error
  const names = meant.map(({ variable }) => variable).join(", ")
  return new ToolError(error.code, `${names}: ${message}`, {
    ...(hint === undefined ? {} : { hint }),
    cause: error,
  })
}

const aboutInput: ReadonlySet<string> = new Set(["usage", "config", "not-found", "unreadable", "passphrase"])

function standsIn(message: string, word: string): boolean {
  const at = message.indexOf(word)
  const [before = " ", after = " "] = [message.at(at - 1), message.at(at + word.length)]
  return at >= 0 && (at === 0 || !/[\w-]/.test(before)) && !/[\w-]/.test(after)
}

/** What is wrong with variables that look like certfleet's but stand for nothing, a line each. */
export async function strayVariables(
  env: Environment,
  known: ReadonlySet<string>,
  everything: () => Command,
): Promise<readonly string[]> {
  const strange = Object.keys(env).filter(
    (name) => name.startsWith(prefix) && !known.has(name) && !ofOthers.test(name),
  )
  if (strange.length === 0) return []
  // Only now: declaring all commands takes longer than most of them work.
  const program = everything()
  const commands = [program, ...program.commands]
  const all = commands.flatMap((command) => command.options.flatMap((option) => variablesOf(command, option)))
  const written = new Map(
    commands.flatMap(({ options }) =>
      options.flatMap(({ long = "" }) =>
        isWrittenOnly(long) ? [[prefix + words(long), long] as const] : [],
      ),
    ),
  )
  const { nearest } = await import("../fleet/nearest.js")
  // What all begin with says nothing of how near they are.
  const bare = all.map((one) => one.slice(prefix.length))
  return strange
    .filter((name) => !all.includes(name))
    .map((name) => {
      const flag = written.get(name)
      if (flag === secret) return `${name} is not read: secrets come from files, ${name}_FILE names one`
      if (flag !== undefined) return `${name} is not followed: ${flag} is for the command line alone`
      const own = name.slice(prefix.length)
      const near = [`NO_${own}`].find((one) => bare.includes(one)) ?? nearest(own, bare)
      return `${name} stands for no option${near === undefined ? "" : `: did you mean ${prefix}${near}?`}`
    })
}

/** The variables of these commands. */
export function variablesOfAll(commands: readonly Command[]): ReadonlySet<string> {
  return new Set(
    commands.flatMap((command) => command.options.flatMap((option) => variablesOf(command, option))),
  )
}
