import { processIo } from "./io.js"
import { runCommandLine } from "./program.js"

/** What `main` loads when there is more to do than to print the version: bundled, and compiled ahead of time, as one. */
export const program = { processIo, runCommandLine } as const
