import type { Command } from "commander"
import { profileNames } from "../../assess/question.js"
import { ToolError } from "../../errors.js"
import type { ProfileName } from "../../path/profile.js"

/** How to judge: the same two options at every door. */
export function addJudgeOptions(command: Command): Command {
  return command
    .option(
      "--profile <name>",
      "public (browsers), private (your own CA, as OpenSSL judges) or strict (every duty)",
    )
    .option(
      "--trust <file>",
      "roots to trust instead of those of the browsers; means private unless --profile is given",
    )
}

/** What --profile names; undefined where it is not given. */
export function profileNamed(text: string | undefined): ProfileName | undefined {
  if (text === undefined) return undefined
  const profile = profileNames.find((name) => name === text)
  if (profile !== undefined) return profile
  throw new ToolError("usage", `--profile ${text} is unknown`, { hint: profileNames.join(", ") })
}
