import type { Command } from "commander"
import { ToolError } from "../../errors.js"

/** Which servers: words one after the other, or with commas between, and the option as often as one likes. */
export function addLimitOption(command: Command): Command {
  return command.option(
    "--limit <words>",
    "only these servers: names, roles, farms, or patterns such as mx*, with commas between; may be repeated",
    (value: string, earlier: readonly string[] = []) => [...earlier, ...serversIn(value)],
  )
}

/** Nothing at all would mean everybody. */
function serversIn(text: string): readonly string[] {
  const words = text.split(",").filter(Boolean)
  if (words.length > 0) return words
  throw new ToolError("usage", "--limit names no server", { hint: "name some, or leave it out for all" })
}
