import { type Explanation, otherExplanations, ruleExplanations, sources } from "../lint/explanation.js"
import { inForceText, sourceTitles } from "./explanationText.js"

type Column = readonly [title: string, text: (one: Explanation) => string]

const columns: readonly Column[] = [
  ["code", ({ code }) => `\`${code}\``],
  ["severity", ({ severity }) => severity],
  ["looks at", ({ scopes = [] }) => scopes.join(", ")],
  ["in force", inForceText],
  ["see", ({ citation = "" }) => escapedText(citation)],
  ["what", ({ what }) => escapedText(what)],
]
const otherColumns = columns.filter(([title]) => title !== "looks at" && title !== "in force")

/** The page with every code that `certfleet lint` knows. */
export function rulesMarkdown(): string {
  const rules = ruleExplanations()
  const sections = sources.map((source) => {
    const listed = rules.filter((rule) => rule.source === source)
    return section(`${sourceTitles[source]} (${listed.length})`, columns, listed)
  })
  const others = otherExplanations()
  return `<!-- Written by npm run generate from the rules themselves. -->

# The ${rules.length} rules of certfleet lint

\`certfleet explain CODE\` says why a rule matters, with a bad and a good example. Dates are dates of issuance: a rule judges
the certificates that were issued from the first day on and before the second. The profile \`private\` leaves out the rules of
the Baseline Requirements and of the root programs, which bind only CAs that browsers trust.

${sections.join("\n")}
${section(`Findings about inputs, fleet.yaml and waivers (${others.length})`, otherColumns, others)}`
}

function section(title: string, shown: readonly Column[], rows: readonly Explanation[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |\n`
  const head = line(shown.map(([name]) => name)) + line(shown.map(() => "---"))
  return `## ${title}\n\n${head}${rows.map((row) => line(shown.map(([, text]) => text(row)))).join("")}`
}

/** The rules' own words are plain text. */
function escapedText(text: string): string {
  return text.replace(/[\\`*_[\]<>|~]/g, "\\$&").replaceAll("\n", " ")
}
