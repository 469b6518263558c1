import { constants } from "node:fs"
import { access, stat } from "node:fs/promises"
import { delimiter, join } from "node:path"
import type { ProgramState } from "../ports.js"

/** Where sh looks when nobody says. */
const usualPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

/**
 * Whether a program could be started: one with a slash by its path, a bare word where PATH leads.
 *
 * @param path PATH of whoever would start it
 */
export async function findProgram(program: string, path: string = usualPath): Promise<ProgramState> {
  if (program.includes("/")) return stateOf(program)
  // POSIX, "Environment Variables": an empty entry is the working directory.
  const places = path.split(delimiter).map((folder) => join(folder === "" ? "." : folder, program))
  const states = await Promise.all(places.map(stateOf))
  if (states.includes("there")) return "there"
  return states.includes("not-executable") ? "not-executable" : "missing"
}

async function stateOf(file: string): Promise<ProgramState> {
  const found = await stat(file).catch(() => undefined)
  if (found === undefined) return "missing"
  if (!found.isFile()) return "not-executable"
  return access(file, constants.X_OK).then(
    () => "there",
    () => "not-executable",
  )
}
