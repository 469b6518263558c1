import type { Command } from "commander"

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
