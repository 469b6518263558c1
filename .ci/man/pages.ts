import type { Command, Option } from "commander"
import manifest from "../../package.json" with { type: "json" }
import type { Section } from "../../src/cli/help/section.js"
import { isTopic, type TopicName, topicNames, topics } from "../../src/cli/help/topics.js"
import { everyCommand } from "../../src/cli/program.js"
import { type HelpText, helpTextOf } from "./helpText.js"
import { bold, entries, filled, italic, roff, section, verbatim } from "./roff.js"

const topicPages = await Promise.all(
  topicNames.map(
    async (name) => [`certfleet-${name}.7`, topicPage(name, await topics[name].load())] as const,
  ),
)

/**
 * The manual pages by file name, `certfleet-rollout.1` and `certfleet-networks.7`, in man(7), made from what --help and help TOPIC
 * print.
 */
export function manPages(): Readonly<Record<string, string>> {
  const program = everyCommand()
  const commands = visible(program)
  const names = commands.map((command) => `certfleet-${command.name()}`)
  const pages = commands.map((command, index) => {
    const name = names[index] ?? ""
    const topic = isTopic(command.name()) ? [reference(name, 7)] : []
    const others = [reference("certfleet", 1), ...topic]
    return [`${name}.1`, page(name, command, `certfleet ${command.name()}`, others)] as const
  })
  const all = [
    ...names.map((name) => reference(name, 1)),
    ...topicNames.map((name) => reference(`certfleet-${name}`, 7)),
  ]
  return {
    "certfleet.1": page("certfleet", program, "certfleet", all),
    ...Object.fromEntries([...pages, ...topicPages]),
  }
}

/** Those that --help lists, but for help itself, which is in every page. */
function visible(program: Command): readonly Command[] {
  return program
    .createHelp()
    .visibleCommands(program)
    .filter((command) => command.name() !== "help")
}

function page(name: string, command: Command, words: string, others: readonly string[]): string {
  const help = command.createHelp()
  const { prose, examples, exitCodes, environment } = helpTextOf(command)
  const options = [...help.visibleOptions(command), ...help.visibleGlobalOptions(command)].map((option) => ({
    term: optionTerm(option),
    text: help.optionDescription(option),
  }))
  const arguments_ = help.visibleArguments(command).map((argument) => ({
    term: italic(argument.name()),
    text: help.argumentDescription(argument),
  }))
  const commands = visible(command).map((one) => ({ term: bold(one.name()), text: one.description() }))
  const description = command.description().replace(/\.$/, "")
  return [
    // Without a date: the same source makes the same page on every day.
    `.TH ${roff(name.toUpperCase())} 1 "" "certfleet ${roff(manifest.version)}" "certfleet"\n`,
    section("NAME", filled(`${name} - ${description}`)),
    section("SYNOPSIS", `${bold(words)} ${filled(command.usage())}`),
    section("DESCRIPTION", prose.length === 0 ? filled(`${sentence(description)}.`) : proseOf(prose)),
    section("COMMANDS", entries(commands)),
    section("ARGUMENTS", entries(arguments_)),
    section("OPTIONS", entries(options)),
    section("ENVIRONMENT", variables(environment)),
    section('"EXIT STATUS"', entries(exitCodes.map(({ code, text }) => ({ term: bold(code), text })))),
    section("EXAMPLES", examples.length === 0 ? "" : verbatim(examples)),
    section('"SEE ALSO"', others.join(",\n")),
  ].join("")
}

/** In roff. */
function reference(name: string, manual: number): string {
  return `${bold(name)}(${manual})`
}

function topicPage(name: TopicName, sections: readonly Section[]): string {
  const title = `certfleet-${name}`
  const own = everyCommand().commands.some((command) => command.name() === name)
  return [
    `.TH ${roff(title.toUpperCase())} 7 "" "certfleet ${roff(manifest.version)}" "certfleet"\n`,
    section("NAME", filled(`${title} - ${topics[name].about}`)),
    ...sections.map(({ title: heading, text }) =>
      section(`"${roff(heading.toUpperCase())}"`, proseOf(blocksOf(text))),
    ),
    section('"SEE ALSO"', [reference("certfleet", 1), ...(own ? [reference(title, 1)] : [])].join(",\n")),
  ].join("")
}

function blocksOf(text: string): readonly (readonly string[])[] {
  return text
    .split(/\n{2,}/)
    .map((block) => block.split("\n").filter((line) => line.trim() !== ""))
    .filter((block) => block.length > 0)
}

function variables({ how, names }: HelpText["environment"]): string {
  return `${filled(`Options may be given by variables, ${how}:`)}\n.PP\n${names.map((name) => `\\%${bold(name)}`).join(",\n")}`
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

/** `-f, --fleet <file>` with its value in italics. */
function optionTerm({ flags }: Option): string {
  return flags
    .split(" ")
    .map((word) => {
      const value = /^([<[])(.*)([>\]])$/.exec(word)
      if (value !== null) return italic(value[2] ?? "")
      return word.endsWith(",") ? `${bold(word.slice(0, -1))},` : bold(word)
    })
    .join(" ")
}

function proseOf(blocks: readonly (readonly string[])[]): string {
  return blocks
    .map((lines) =>
      lines.every((line) => line.startsWith("  ")) ? verbatim(lines) : filled(lines.join(" ")),
    )
    .join("\n.PP\n")
}
