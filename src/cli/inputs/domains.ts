import { ToolError } from "../../errors.js"
import type { Fleet } from "../../fleet/types.js"

/**
 * What `--domains` means.
 *
 * @param odd what else was given and does not go with it, as it is written
 * @throws ToolError `usage` for that, `config` where fleet.yaml has no domains
 */
export function everyDomain(
  { domains }: Pick<Fleet, "domains">,
  odd: string | undefined,
  one: string,
): string[] {
  if (odd !== undefined)
    throw new ToolError("usage", `--domains goes with no ${odd}`, { hint: `${one}: --domain NAME` })
  if (domains.length === 0)
    throw new ToolError("config", "fleet.yaml has no domains", {
      hint: "add them under domains: { domain: ..., names: [...] }",
    })
  return domains.map(({ domain }) => domain)
}
