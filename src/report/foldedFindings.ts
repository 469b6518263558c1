import { type Finding, severities } from "../finding.js"
import { subjectText, type TextOptions } from "./findingsText.js"
import type { Paint } from "./paint.js"
import { printable } from "./printable.js"

const colours = { error: "red", warning: "yellow", notice: "cyan" } as const

/** How many places one line names before it counts the rest. */
const placesShown = 6

/**
 * Findings that say the same about many places, folded: the sentence once, then where. Errors come first, and of
 * these what concerns most places. Ends with a newline unless there is nothing to say.
 */
export function foldedFindingsText(findings: readonly Finding[], { paint }: TextOptions): string {
  const groups = new Map<string, Finding[]>()
  for (const finding of findings) {
    const key = JSON.stringify([finding.code, finding.message, finding.hint])
    groups.set(key, [...(groups.get(key) ?? []), finding])
  }
  return [...groups.values()]
    .sort((one, other) => rank(one) - rank(other) || other.length - one.length)
    .map((group) => groupText(group, paint))
    .join("")
}

function rank([first]: readonly Finding[]): number {
  return first === undefined ? severities.length : severities.indexOf(first.severity)
}

function groupText(group: readonly Finding[], paint: Paint): string {
  const [first] = group
  if (first === undefined) return ""
  const { severity, message, code, hint, citation } = first
  const painted = paint(colours[severity], severity)
  const places = group.map(({ subject }) => printable(subjectText(subject)))
  const shown = places.slice(0, placesShown).join(", ")
  const rest = places.length > placesShown ? `, and ${places.length - placesShown} more` : ""
  const lines = [
    `${painted}: ${printable(message)} [${code}]`,
    `    on: ${shown}${rest}`,
    ...(hint === undefined ? [] : [`    hint: ${printable(hint)}`]),
    ...(citation === undefined ? [] : [`    see: ${citation}`]),
  ]
  return `${lines.join("\n")}\n`
}
