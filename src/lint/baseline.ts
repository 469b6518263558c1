import { resolve } from "node:path"
import { readText } from "../cli/inputs/fleetFile.js"
import type { Io } from "../cli/io.js"
import { ToolError } from "../errors.js"
import { placeOf } from "./entity.js"
import type { LintedFinding } from "./lintReport.js"

/** The baseline on disk: identities, with code and place for people who read it. */
interface BaselineFile {
  readonly version: 1
  readonly findings: readonly { readonly identity: string; readonly code: string; readonly place: string }[]
}

/**
 * The identities in a baseline file; with `updating`, a file that is not there yet is an empty one.
 *
 * @throws ToolError `not-found`, or `config` for a file that is no baseline
 */
export async function readBaseline(
  io: Io,
  file: string | undefined,
  updating: boolean,
): Promise<ReadonlySet<string> | undefined> {
  if (file === undefined) {
    if (!updating) return undefined
    throw new ToolError("usage", "--update-baseline wants --baseline FILE", {
      hint: "name the file to write",
    })
  }
  if (updating) return new Set()
  if (!(await io.files.exists(resolve(io.cwd, file))))
    throw new ToolError("not-found", `${file}: no such baseline`, { hint: "--update-baseline writes it" })
  const text = await readText(io, file)
  const data = parsed(text)
  if (data === undefined)
    throw new ToolError("config", `${file} is no baseline`, { hint: "--update-baseline writes a new one" })
  return new Set(data.findings.map(({ identity }) => identity))
}

export async function writeBaseline(io: Io, file: string, findings: readonly LintedFinding[]): Promise<void> {
  const entries = findings
    .filter(({ standing }) => standing.kind === "open")
    .map(({ identity, finding }) => ({ identity, code: finding.code, place: placeOf(finding.subject) }))
  const content: BaselineFile = { version: 1, findings: entries }
  await io.files.replace(resolve(io.cwd, file), `${JSON.stringify(content, null, 2)}\n`)
  io.stderr.write(`certfleet: ${file} has ${entries.length} findings, which no longer count\n`)
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
