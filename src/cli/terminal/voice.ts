import type { Finding } from "../../finding.js"
import { printable } from "../../report/printable.js"
import type { Io } from "../io.js"
import { paintFor } from "./colour.js"

type Ears = Pick<Io, "stderr" | "verbosity">

/** What helps, but is neither result nor warning; --quiet leaves it out. */
export function note({ stderr, verbosity }: Ears, text: string): void {
  if (verbosity !== "quiet") stderr.write(`${printable(text)}\n`)
}

/** What is looked at, and where; --verbose alone brings it. */
export function detail({ stderr, verbosity }: Ears, text: string): void {
  if (verbosity === "verbose") stderr.write(`certfleet: ${printable(text)}\n`)
}

/** What went wrong, and what to do about it. */
export function sayError(
  { stderr }: Pick<Io, "stderr">,
  { hint, message }: { readonly message: string; readonly hint?: string | undefined },
): void {
  stderr.write(`certfleet: error: ${printable(message)}\n`)
  if (hint !== undefined) stderr.write(`certfleet: hint: ${printable(hint)}\n`)
}

/** What was found, where the result itself is something else; with --quiet without notices. */
export async function sayFindings(io: Io, findings: readonly Finding[]): Promise<void> {
  const { findingsText } = await import("../../report/findingsText.js")
  const heard = io.verbosity === "quiet" ? findings.filter(({ severity }) => severity !== "notice") : findings
  io.stderr.write(findingsText(heard, { paint: await paintFor(io, io.stderr) }))
}

/** How far long work is, on a terminal that can be written over, and only where somebody wants to know. */
export function showsProgress({ stderr, verbosity }: Ears): boolean {
  return stderr.isTTY === true && verbosity !== "quiet"
}
