import type { Command } from "commander"
import { topicNames, topicText } from "../../src/cli/help/topics.js"
import { helpWidths } from "../../src/cli/help/width.js"
import { everyCommand } from "../../src/cli/program.js"

/**
 * What --help and help TOPIC print, by width, command and topic, `80/certfleet-rollout.txt` and `80/help-networks.txt`: loading what
 * it is made of takes longer than Node itself.
 */
export async function helpPages(): Promise<Readonly<Record<string, string>>> {
  const program = everyCommand()
  const commands = program.commands.filter((command) => command.name() !== "__complete")
  const pages = await Promise.all(topicNames.map(async (name) => [name, await topicText(name)] as const))
  return Object.fromEntries(
    helpWidths.flatMap((width) => [
      [`${width}/certfleet.txt`, printed(program, width)],
      ...commands.map((command) => [`${width}/certfleet-${command.name()}.txt`, printed(command, width)]),
      ...pages.map(([name, text]) => [`${width}/help-${name}.txt`, text]),
    ]),
  )
}

function printed(command: Command, width: number): string {
  let text = ""
  command.configureOutput({
    writeOut: (part) => {
      text += part
    },
    getOutHelpWidth: () => width,
  })
  command.outputHelp()
  return text
}
