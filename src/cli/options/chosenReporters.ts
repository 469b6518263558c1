import { ToolError } from "../../errors.js"
import { nearest } from "../../fleet/nearest.js"
import type { ReporterOptions } from "./reporters.js"

/** A report that goes to a file. */
export interface FileReport<N extends string> {
  readonly name: N
  readonly file: string
}

/**
 * What goes to stdout, and what to files.
 *
 * @throws ToolError `usage` for a reporter that there is not, a word without a file, and --json beside another one
 */
export function chosenReporters<N extends string>(
  { reporter, reporterFile, json }: ReporterOptions,
  names: readonly (N | "json" | "text")[],
): { readonly printed: N | "json" | "text"; readonly files: readonly FileReport<N | "json" | "text">[] } {
  const named = reporter === undefined ? undefined : reporterNamed(reporter, "--reporter", names)
  if (json === true && named !== undefined && named !== "json")
    throw new ToolError("usage", `--json and --reporter ${named} exclude each other`, {
      hint: `write one of them to a file: --reporter-file ${named}=FILE`,
    })
  const printed = json === true ? "json" : (named ?? "text")
  return { printed, files: reporterFile.map((word) => fileReport(word, names)) }
}

/** @throws ToolError `usage` */
export function fileReport<N extends string>(word: string, names: readonly N[]): FileReport<N> {
  const [, name = "", file = ""] = /^([^=]*)=(.+)$/s.exec(word) ?? []
  if (file !== "") return { name: reporterNamed(name, "--reporter-file", names), file }
  throw new ToolError("usage", `--reporter-file ${word} names no file`, {
    hint: `write NAME=FILE: --reporter-file json=result.json`,
  })
}

/** @throws ToolError `usage` */
export function reporterNamed<N extends string>(word: string, option: string, names: readonly N[]): N {
  const found = names.find((name) => name === word)
  if (found !== undefined) return found
  const near = nearest(word, names)
  const list = `there are ${names.join(", ")}`
  throw new ToolError("usage", `${option}: there is no reporter ${word}`, {
    hint: near === undefined ? list : `did you mean ${near}? ${list}`,
  })
}
