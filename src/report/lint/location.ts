import type { Finding } from "../../finding.js"
import { placeOf } from "../../lint/entity.js"
import type { ReporterOptions } from "./reporter.js"

/** Where a tool that knows only files and lines shows a finding. */
export interface Location {
  /** From the repository's root; of a server, `host:port`. */
  readonly path: string
  readonly isFile: boolean
  /** Counted from 1: the place in a text, or where the PEM block begins. */
  readonly line?: number
  readonly column?: number
}

export function locationOf({ subject, at }: Finding, { locate }: Pick<ReporterOptions, "locate">): Location {
  const isFile = subject.kind === "file"
  const line = at?.line ?? (isFile ? subject.line : undefined)
  return {
    path: isFile ? locate(subject.file) : placeOf(subject),
    isFile,
    ...(line === undefined ? {} : { line }),
    ...(line === undefined || at?.column === undefined ? {} : { column: at.column }),
  }
}
