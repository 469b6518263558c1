import { dirname, resolve } from "node:path"

/** A command of fleet.yaml with its program found in the file's own folder, wherever certfleet was started. */
export function placedProgram([program, ...args]: readonly string[], file: string): readonly string[] {
  if (program === undefined) return []
  return [/^\.{1,2}\//.test(program) ? resolve(dirname(file), program) : program, ...args]
}
