import type { Command } from "commander"

/** Which servers: words one after the other, or with commas between, and the option as often as one likes. */
export function addLimitOption(command: Command): Command {
  return command.option(
    "--limit <words>",
    "only these servers: names, roles, farms, or patterns such as mx*, with commas between; may be repeated",
    (value: string, earlier: readonly string[] = []) => [...earlier, ...value.split(",").filter(Boolean)],
  )
}
