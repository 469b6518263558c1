import manifest from "../../../package.json" with { type: "json" }
import { ToolError } from "../../errors.js"
import type { LintReport } from "../../lint/lintReport.js"
import { locator } from "../../report/lint/locator.js"
import { type ReporterName, reporterNames, reporters } from "../../report/lint/reporters.js"
import { plain } from "../../report/paint.js"
import { printable } from "../../report/printable.js"
import { writeEach, writeResult } from "../../report/results/write.js"
import type { Io } from "../io.js"
import { fileReport, reporterNamed } from "../options/chosenReporters.js"
import { paintFor } from "../terminal/colour.js"
import type { LintOptions } from "./options.js"

/** One report, and where it goes: a file that it replaces, a file that it is added to, or stdout. */
export interface PlannedReport {
  readonly name: ReporterName
  readonly file?: string
  readonly append?: boolean
}

/** Formats that are a whole document: nothing else may stand beside one. */
const documents: ReadonlySet<ReporterName> = new Set(["json", "sarif", "junit", "gitlab", "html"])

/**
 * What --reporter, --json and --reporter-file ask for; without the first two text, and under GitHub Actions
 * annotations and the step's summary with it.
 *
 * @throws ToolError `usage` for an unknown reporter, and for a document on stdout beside another report
 */
export function plannedReports(io: Io, options: LintOptions): readonly PlannedReport[] {
  const page = options.html === undefined ? [] : [{ name: "html", file: options.html } as const]
  const files = [...options.reporterFile.map((word) => fileReport(word, reporterNames)), ...page]
  const words = [...options.reporter, ...(options.json === true ? ["json"] : [])]
  const chosen = [...new Set(words.map((word) => reporterNamed(word, "--reporter", reporterNames)))]
  const document = chosen.find((name) => documents.has(name))
  if (document !== undefined && chosen.length > 1)
    throw new ToolError("usage", `a ${document} report on stdout wants to be alone`, {
      hint: `write it to a file: --reporter-file ${document}=FILE`,
    })
  return [...(chosen.length > 0 ? chosen.map((name) => ({ name })) : standardReports(io)), ...files]
}

/** Writes each report to its place; what goes to stdout comes first. */
export async function writeReports(
  io: Io,
  report: LintReport,
  planned: readonly PlannedReport[],
): Promise<void> {
  const locate = locator(io)
  const unwritten = await writeEach(planned, async ({ name, file, append }) => {
    const render = await reporters[name]()
    const paint = file === undefined ? await paintFor(io, io.stdout) : plain
    const text = render(report, { paint, version: manifest.version, locate })
    if (file === undefined) io.stdout.write(text)
    else if (append === true) await addToSummary(io, file, text)
    else await writeResult(io.files, { name, file }, text)
  })
  if (unwritten !== undefined) throw unwritten
}

function standardReports({ env }: Io): readonly PlannedReport[] {
  if (env["GITHUB_ACTIONS"] !== "true") return [{ name: "text" }]
  const summary = env["GITHUB_STEP_SUMMARY"] ?? ""
  return [
    { name: "text" },
    { name: "github" },
    ...(summary === "" ? [] : [{ name: "summary", file: summary, append: true } as const]),
  ]
}

/** The summary is a convenience of the runner's: a lint does not fail for it. */
async function addToSummary(io: Io, file: string, text: string): Promise<void> {
  try {
    await io.files.append(io.path(file), text)
  } catch (error) {
    if (!(error instanceof ToolError)) throw error
    io.stderr.write(`certfleet: no step summary: ${printable(error.message)}\n`)
  }
}
