import type { Command } from "commander"
import { collect } from "./collect.js"

export interface ReporterOptions {
  readonly reporter?: string
  readonly reporterFile: readonly string[]
  readonly json?: boolean
}

/** In which form the result is printed, and in which further ones it is written to files. */
export function addReporterOptions(command: Command, forms: string): Command {
  return command
    .option("--reporter <name>", forms)
    .option("--reporter-file <name=file>", "write that report to a file; repeat it for more", collect, [])
    .option("--json", "the same as --reporter json")
}
