import type { Finding, Severity, Subject } from "../finding.js"
import { endpointName } from "../probe/endpoint.js"
import type { Ink, Paint } from "./paint.js"
import { escaped, printable } from "./printable.js"

const colours = { error: "red", warning: "yellow", notice: "cyan" } as const satisfies Record<Severity, Ink>

export interface TextOptions {
  readonly paint: Paint
}

/**
 * Findings as a person reads them: `place: severity: message [code]`, then a hint and the clause, each on
 * a line of its own. Ends with a newline unless there is nothing to say.
 */
export function findingsText(findings: readonly Finding[], { paint }: TextOptions): string {
  const painted = (severity: Severity): string => paint(colours[severity], severity)
  return findings
    .map((finding) => {
      const lines = [
        `${lineStart(placeText(finding))}: ${painted(finding.severity)}: ${printable(finding.message)} [${finding.code}]`,
        ...(finding.hint === undefined ? [] : [`    hint: ${printable(finding.hint)}`]),
        ...(finding.citation === undefined ? [] : [`    see: ${finding.citation}`]),
      ]
      return `${lines.join("\n")}\n`
    })
    .join("")
}

/** `fleet.yaml:12:5`, `mbs01.example.edu:443`, `chain.pem (block 2, line 31)`, `mail.example.edu (certificate)`. */
export function placeText({ subject, at }: Finding): string {
  const place = at?.line === undefined ? "" : `:${at.line}${at.column === undefined ? "" : `:${at.column}`}`
  const inside = at?.path === undefined ? "" : ` ${at.path}`
  return `${subjectText(subject)}${place}${inside}`
}

export function subjectText(subject: Subject): string {
  switch (subject.kind) {
    case "file": {
      const parts = [
        ...(subject.block === undefined ? [] : [`block ${subject.block}`]),
        ...(subject.line === undefined ? [] : [`line ${subject.line}`]),
      ]
      return parts.length === 0 ? subject.file : `${subject.file} (${parts.join(", ")})`
    }
    case "certificate":
      return subject.name
    case "host":
      return subject.host
    case "endpoint":
      return `${endpointName(subject)}${subject.service === undefined ? "" : ` (${subject.service})`}`
    case "input":
      return subject.name
  }
}

/** GitHub obeys a line that begins like `::name::`, and a file may be called anything. */
function lineStart(text: string): string {
  return printable(text).replace(/^\s*:(?=:[a-z-]+(?: |::))/i, escaped(":"))
}
