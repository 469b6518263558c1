import { type ExitCode, exitCodes, ToolError } from "../../errors.js"
import { nearestFew } from "../../fleet/nearest.js"
import { allCodes, type Explanation, explanationOf } from "../../lint/explanation.js"
import { explanationText } from "../../report/explanationText.js"
import { documentText } from "../../report/jsonText.js"
import { printable } from "../../report/printable.js"
import type { Io } from "../io.js"
import { paintFor } from "../terminal/colour.js"

const mostSuggestions = 5

/** `certfleet explain`: everything that is documented about one code. */
export async function explain(io: Io, word: string, options: { json?: boolean }): Promise<ExitCode> {
  const explanation = explanationFor(word)
  io.stdout.write(
    options.json === true
      ? documentText(explanation)
      : explanationText(explanation, { paint: await paintFor(io, io.stdout) }),
  )
  return exitCodes.ok
}

function explanationFor(word: string): Explanation {
  // As it is copied from a report.
  const code = word
    .trim()
    .replace(/^\[(.*)\]$/, "$1")
    .toLowerCase()
  const explanation = explanationOf(code)
  if (explanation !== undefined) return explanation
  const suggestions = suggestionsFor(code)
  throw new ToolError("usage", `there is no finding with the code ${printable(word)}`, {
    hint:
      suggestions.length === 0
        ? "certfleet rules lists them"
        : `did you mean ${suggestions.join(", ").replace(/, ([^,]*)$/, " or $1")}?`,
  })
}

/** What is spelt like it, then what has it in its name. */
function suggestionsFor(code: string): readonly string[] {
  const codes = allCodes()
  const containing = code.length < 3 ? [] : codes.filter((candidate) => candidate.includes(code))
  return [...new Set([...nearestFew(code, codes, 3), ...containing])].slice(0, mostSuggestions)
}
