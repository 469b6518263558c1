import type { CommanderError } from "commander"
import { ToolError } from "../errors.js"

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

/** What commander minds about the words of a command line, with what may have been meant. */
export function misuse(error: CommanderError, command: string | undefined): unknown {
  // Help has been printed already.
  if (error.exitCode === 0 || error.code === "commander.help") return error
  const suggestion = /\n\(Did you mean (.*)\?\)$/.exec(error.message)
  const what = error.message.slice(0, suggestion?.index).replace(/^error: /, "")
  const flag = /^unknown option '([^=]*).*'$/s.exec(what)?.[1] ?? ""
  const renamed = renamedFlags[`${command} ${flag}`] ?? renamedFlags[`* ${flag}`]
  if (renamed !== undefined) return new ToolError("usage", what, { hint: renamed })
  const hint =
    suggestion?.[1] === undefined
      ? `certfleet${command === undefined ? "" : ` ${command}`} --help lists the ${command === undefined ? "commands and options" : "arguments and options"}`
      : `did you mean ${suggestion[1].replace(/^one of /, "").replace(/, ([^,]*)$/, " or $1")}?`
  return new ToolError("usage", what, { hint })
}
