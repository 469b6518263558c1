import { type ExitCode, exitCodes } from "../../errors.js"
import { reaches } from "../../finding.js"
import { type FleetNames, namesOf, reasonText, unicodeName } from "../../fleet/names.js"
import { documentText } from "../../report/jsonText.js"
import { printable } from "../../report/printable.js"
import { requireFleet } from "../inputs/fleetFile.js"
import type { Io } from "../io.js"
import { sayFindings } from "../terminal/voice.js"

export async function names(
  io: Io,
  options: { fleet?: string; domain?: string; json?: boolean },
): Promise<ExitCode> {
  const result = namesOf(await requireFleet(io, options.fleet, options.domain))
  if (options.json) io.stdout.write(documentText(asJson(result)))
  else {
    io.stdout.write(asText(result))
    await sayFindings(io, result.findings)
  }
  return reaches(result.findings, "error") ? exitCodes.findings : exitCodes.ok
}

function asText({ names }: FleetNames): string {
  const width = Math.max(0, ...names.map(({ entry }) => entry.value.length))
  return names
    .map(({ entry, reasons }) => {
      const unicode = unicodeName(entry)
      return printable(
        `${entry.value.padEnd(width)}  ${unicode === undefined ? "" : `${unicode}: `}${reasons.map(reasonText).join("; ")}`,
      )
    })
    .join("\n")
    .concat(names.length === 0 ? "" : "\n")
}

function asJson({ names, findings }: FleetNames): object {
  return {
    commonName: names[0]?.reasons[0]?.kind === "common-name" ? names[0].entry.value : null,
    names: names.map(({ entry, reasons, at }) => ({
      name: entry.value,
      type: entry.kind,
      reasons: reasons.map((reason) => ({ ...reason, text: reasonText(reason) })),
      line: at?.line,
    })),
    findings,
  }
}
