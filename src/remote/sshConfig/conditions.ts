import { matchesAny } from "./patterns.js"

/** What conditions ask about, as far as it is known where they stand. */
export interface Facts {
  /** As it was given. */
  readonly originalHost: string
  /** After HostName, where that has been said. */
  readonly host: string
  readonly user: string
  readonly localUser: string
  /** Whether this is the second reading that `Match final` asks for. */
  readonly final: boolean
}

/** `exec` and its like: true or false, but not to be known here. */
export type Verdict = boolean | { readonly unknown: string }

/** ssh_config(5), Host: patterns for the name as it was given. */
export function hostHolds(args: readonly string[], { originalHost }: Facts): boolean {
  return matchesAny(args, originalHost)
}

/** Criteria that look at what this tool does not have; a log-in from it runs no command, tag or version of ssh. */
const unknowable: ReadonlySet<string> = new Set([
  ...["exec", "localnetwork", "tagged", "command", "version", "sessiontype"],
])
const alone: ReadonlySet<string> = new Set(["all", "canonical", "final"])

/** ssh_config(5), Match: every criterion must hold; one that does not hold decides, whatever the others would say. */
export function matchHolds(args: readonly string[], facts: Facts): Verdict {
  let verdict: Verdict = true
  const left = [...args]
  while (left.length > 0) {
    const word = left.shift() ?? ""
    const negated = word.startsWith("!")
    const [name = "", inline] = word.slice(negated ? 1 : 0).split(/=(.*)/s)
    const criterion = name.toLowerCase()
    const value = alone.has(criterion) ? "" : (inline ?? left.shift() ?? "")
    const holds = criterionHolds(criterion, value, facts)
    if (holds === negated) return false
    if (typeof holds !== "boolean") verdict = holds
  }
  return verdict
}

function criterionHolds(criterion: string, value: string, facts: Facts): Verdict {
  const list = value.split(",")
  switch (criterion) {
    case "all":
      return true
    case "final":
      return facts.final
    // Names are not completed here, where a file asks for that it is said.
    case "canonical":
      return false
    case "host":
      return matchesAny(
        list.map((one) => one.toLowerCase()),
        facts.host.toLowerCase(),
      )
    case "originalhost":
      return matchesAny(
        list.map((one) => one.toLowerCase()),
        facts.originalHost.toLowerCase(),
      )
    case "user":
      return matchesAny(list, facts.user)
    case "localuser":
      return matchesAny(list, facts.localUser)
    default:
      return { unknown: unknowable.has(criterion) ? criterion : `${criterion} (unknown here)` }
  }
}
