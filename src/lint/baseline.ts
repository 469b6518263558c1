import { dirname } from "node:path"
import { ToolError } from "../errors.js"
import { type Files, readText } from "../ports.js"
import { placeOf } from "./entity.js"
import type { LintedFinding } from "./lintReport.js"

/** The baseline on disk: identities, with code and place for people who read it. */
interface BaselineFile {
  readonly version: 1
  readonly findings: readonly { readonly identity: string; readonly code: string; readonly place: string }[]
}

/**
 * The identities in a baseline file.
 *
 * @throws ToolError `not-found`, or `config` for a file that is no baseline
 */
export async function readBaseline(
  files: Pick<Files, "read" | "exists">,
  file: string,
): Promise<ReadonlySet<string>> {
  if (!(await files.exists(file)))
    throw new ToolError("not-found", `${file}: no such baseline`, { hint: "--update-baseline writes it" })
  const data = parsed(await readText(files, file))
  if (data !== undefined) return new Set(data.findings.map(({ identity }) => identity))
  throw new ToolError("config", `${file} is no baseline`, {
    hint: "name the baseline, or move the file away: --update-baseline writes a new one",
  })
}

/** Writes down the findings that count now; resolves to how many these are. */
export async function writeBaseline(
  files: Files,
  file: string,
  findings: readonly LintedFinding[],
): Promise<number> {
  const entries = findings
    .filter(({ standing }) => standing.kind === "open")
    .map(({ identity, finding }) => ({ identity, code: finding.code, place: placeOf(finding.subject) }))
  const content: BaselineFile = { version: 1, findings: entries }
  await files.folder(dirname(file))
  await files.replace(file, `${JSON.stringify(content, null, 2)}\n`)
  return entries.length
}

function parsed(text: string): BaselineFile | undefined {
  try {
    const data: unknown = JSON.parse(text)
    const good = isRecord(data) && data["version"] === 1 && Array.isArray(data["findings"])
    return good && data["findings"].every(isEntry) ? (data as unknown as BaselineFile) : undefined
  } catch {
    // Not JSON: no baseline.
    return undefined
  }
}

function isRecord(value: unknown): value is Record<string, unknown> & { findings: unknown[] } {
  return typeof value === "object" && value !== null
}

function isEntry(value: unknown): boolean {
  return isRecord(value) && typeof value["identity"] === "string"
}
