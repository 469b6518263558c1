import { type Severity, severities } from "../finding.js"
import { placeOf } from "./entity.js"
import type { LintedFinding, LintReport } from "./lintReport.js"

export interface InputFindings {
  readonly input: string
  /** The worst first. */
  readonly findings: readonly LintedFinding[]
}

/** Findings by input, in the order of the inputs; then those of other places, such as the configuration. */
export function byInput({
  inputs,
  findings,
}: Pick<LintReport, "inputs" | "findings">): readonly InputFindings[] {
  const groups = new Map<string, LintedFinding[]>(inputs.map((input) => [input, []]))
  for (const one of findings) {
    const input = inputOf(placeOf(one.finding.subject), groups)
    const group = groups.get(input)
    if (group === undefined) groups.set(input, [one])
    else group.push(one)
  }
  return [...groups].map(([input, group]) => ({
    input,
    findings: group.sort((one, other) => bySeverity(one.finding, other.finding)),
  }))
}

/** What is in an archive belongs to the archive: `delivered.zip/mail.crt` to `delivered.zip`. */
function inputOf(place: string, inputs: ReadonlyMap<string, unknown>): string {
  for (let end = place.length; end > 0; end = place.lastIndexOf("/", end - 1)) {
    const candidate = place.slice(0, end)
    if (inputs.has(candidate)) return candidate
  }
  return place
}

/** Worst first; otherwise as they came. */
export function bySeverity(one: { severity: Severity }, other: { severity: Severity }): number {
  return severities.indexOf(one.severity) - severities.indexOf(other.severity)
}
