import type { CommanderError } from "commander"
import { ToolError } from "../errors.js"
import { topicNames } from "./help/topics.js"

/** Old spellings, after their command or, with a star, at every command; what became of them. */
const renamedFlags: Readonly<Record<string, string>> = {
  "rollout --timeout": "it is called --deadline now",
  "rollback --timeout": "it is called --deadline now",
  "check --key": "it is called --key-file now",
  "import --key": "it is called --key-file now",
  "status --format": "it is called --reporter now",
  "report --format": "it is called --reporter now",
  "* --passphrase-env":
    'secrets come from files: --passphrase-file FILE; a pipe is one, as in <(printf %s "$PASS")',
}

/**
 * An empty word is a variable of the shell that nothing was put in; the folder that it would stand for, or all servers, is not meant.
 *
 * @throws ToolError `usage`
 */
export function refuseEmptyWords(argv: readonly string[]): void {
  const at = argv.findIndex((word) => word === "" || /^--[a-z][a-z-]*=$/.test(word))
  if (at < 0) return
  const flag = argv[at]?.slice(0, -1) || argv[at - 1]
  const what =
    flag?.startsWith("-") === true ? `${flag} is given an empty word` : "an argument is an empty word"
  throw new ToolError("usage", what, { hint: "give it a value, or leave it out" })
}

/** What commander minds about the words of a command line, with what may have been meant. */
export async function misuse(error: CommanderError, command: string | undefined): Promise<unknown> {
  // Help has been printed already.
  if (error.exitCode === 0 || error.code === "commander.help") return error
  const suggestion = /\n\(Did you mean (.*)\?\)$/.exec(error.message)
  const what = error.message.slice(0, suggestion?.index).replace(/^error: /, "")
  const flag = /^unknown option '([^=]*).*'$/s.exec(what)?.[1] ?? ""
  const renamed = renamedFlags[`${command} ${flag}`] ?? renamedFlags[`* ${flag}`]
  if (renamed !== undefined) return new ToolError("usage", what, { hint: renamed })
  const topic = suggestion === null ? await topicMeant(what) : undefined
  if (topic !== undefined) return new ToolError("usage", what, { hint: `did you mean help ${topic}?` })
  const hint =
    suggestion?.[1] === undefined
      ? `certfleet${command === undefined ? "" : ` ${command}`} --help lists the ${command === undefined ? "commands and options" : "arguments and options"}`
      : `did you mean ${suggestion[1].replace(/^one of /, "").replace(/, ([^,]*)$/, " or $1")}?`
  return new ToolError("usage", what, { hint })
}

/** For `help netwroks`, and for `networks` alone; what is a part of fleet.yaml is told of there. */
async function topicMeant(what: string): Promise<string | undefined> {
  const word = /^unknown command '(.*)'$/s.exec(what)?.[1]
  if (word === undefined) return undefined
  const { nearest } = await import("../fleet/nearest.js")
  const near = nearest(word, topicNames)
  if (near !== undefined) return near
  const { fleetSchema } = await import("../fleet/schema.js")
  const { certificate } = fleetSchema.shape
  const keys = [...Object.keys(fleetSchema.shape), ...Object.keys(certificate.shape)]
  return keys.includes(word) || keys.includes(`${word}s`) ? "fleet" : undefined
}
