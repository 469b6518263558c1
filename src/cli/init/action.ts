import { type ExitCode, exitCodes } from "../../errors.js"
import { exampleFleet } from "../../fleet/example.js"
import { printable } from "../../report/printable.js"
import type { Io } from "../io.js"

export async function init(io: Io, file: string): Promise<ExitCode> {
  await io.files.create(file, exampleFleet, { mode: 0o644 })
  io.stdout.write(`${printable(file)}: an example fleet of twelve servers; put your own names in it\n`)
  io.stderr.write("next: certfleet names\n")
  return exitCodes.ok
}
