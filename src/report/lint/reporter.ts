import type { LintReport } from "../../lint/lintReport.js"
import type { Paint } from "../paint.js"

export interface ReporterOptions {
  /** For reporters with colours. */
  readonly paint: Paint
  /** certfleet's own, for formats that name their tool. */
  readonly version: string
  /** A file as the user named it, as a path from the repository's root with `/` between; absolute when outside. */
  readonly locate: (file: string) => string
}

/** A lint's result as one text, ended by a newline unless it is empty. */
export type Reporter = (report: LintReport, options: ReporterOptions) => string
