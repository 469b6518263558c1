import type { LintReport } from "../lint/lintReport.js"
import { openFindings } from "../lint/lintReport.js"
import { findingsText } from "../report/findingsText.js"
import { wantsColour } from "./colour.js"
import type { Io } from "./io.js"
import type { LintOptions } from "./lint.js"

export async function writeReports(io: Io, report: LintReport, _options: LintOptions): Promise<void> {
  io.stdout.write(findingsText(openFindings(report), { colour: wantsColour(io, io.stdout) }))
}
