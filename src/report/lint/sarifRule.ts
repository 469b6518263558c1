import type { Severity } from "../../finding.js"
import { type Explanation, explanationOf } from "../../lint/explanation.js"
import { markdownText } from "./markdownText.js"

/** Section 3.27.10. */
export const levels = { error: "error", warning: "warning", notice: "note" } as const satisfies Record<
  Severity,
  string
>
/** GitHub's name for the mildest. */
const problemSeverities = { error: "error", warning: "warning", notice: "recommendation" } as const

/** A reportingDescriptor, SARIF 2.1.0 section 3.49; a code that nobody knows has nothing but itself. */
export function sarifRule(code: string, severity: Severity): object {
  const known = explanationOf(code)
  const level = levels[known?.severity ?? severity]
  if (known === undefined) return { id: code, defaultConfiguration: { level } }
  const { what, why, source, citation, inForce, scopes, audience } = known
  return {
    id: code,
    shortDescription: { text: what },
    fullDescription: { text: why === undefined ? what : `${what} ${why}` },
    help: { text: helpText(known), markdown: helpMarkdown(known) },
    defaultConfiguration: { level },
    properties: {
      tags: ["certificate", ...(source === undefined ? [] : [source])],
      "problem.severity": problemSeverities[known.severity],
      ...(citation === undefined ? {} : { citation }),
      ...(inForce === undefined ? {} : { inForce }),
      ...(scopes === undefined ? {} : { scopes }),
      ...(audience === undefined ? {} : { audience }),
    },
  }
}

function paragraphs({
  what,
  why,
  bad,
  good,
  hint,
  citation,
}: Explanation): readonly (readonly [string, string])[] {
  const all: readonly (readonly [string, string | undefined])[] = [
    ["What", what],
    ["Why", why],
    ["Bad", bad],
    ["Good", good],
    ["Hint", hint],
    ["See", citation],
  ]
  return all.flatMap(([title, text]) => (text === undefined ? [] : [[title, text] as const]))
}

function helpText(known: Explanation): string {
  return paragraphs(known)
    .map(([title, text]) => `${title}: ${text}`)
    .join("\n")
}

function helpMarkdown(known: Explanation): string {
  return paragraphs(known)
    .map(([title, text]) => `**${title}:** ${markdownText(text)}`)
    .join("\n\n")
}
