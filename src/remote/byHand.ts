import { quoteWord } from "./quote.js"
import type { Target } from "./session.js"

/**
 * The command line that logs in to a target with OpenSSH's own client, for people to try.
 *
 * @param options more of its options, quoted, with a blank behind
 */
export function byHand(target: Target, options = ""): string {
  const name =
    target.address === target.host || target.knownAs !== undefined
      ? ""
      : `-o HostName=${quoteWord(target.address)} `
  const jumps = hopsOf(target)
  const via = jumps.length === 0 ? "" : `-J ${quoteWord(jumps.join(","))} `
  return `ssh -p ${target.port} ${options}${via}${name}${quoteWord(`${target.user}@${target.host}`)} true`
}

/** As -J takes them: the first to be gone through comes first. */
function hopsOf({ via }: Target): string[] {
  if (via === undefined) return []
  const host = via.host.includes(":") ? `[${via.host}]` : via.host
  return [...hopsOf(via), `${via.user}@${host}${via.port === 22 ? "" : `:${via.port}`}`]
}
