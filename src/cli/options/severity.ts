import { ToolError } from "../../errors.js"
import { type Severity, severities } from "../../finding.js"

/** What --fail-on names. */
export function severityNamed(text: string): Severity {
  const severity = severities.find((name) => name === text)
  if (severity !== undefined) return severity
  throw new ToolError("usage", `--fail-on ${text} is unknown`, { hint: `one of ${severities.join(", ")}` })
}
