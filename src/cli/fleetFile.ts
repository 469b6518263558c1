import { resolve } from "node:path"
import { ToolError } from "../errors.js"
import type { Fleet } from "../fleet/types.js"
import { wantsColour } from "./colour.js"
import { defaultFleetFile } from "./fleetOption.js"
import type { Io } from "./io.js"

/**
 * Reads and checks a fleet.yaml. What is wrong with it goes to stderr, line by line.
 *
 * @throws ToolError `config` when anything is wrong with it, `not-found` or `unreadable` when it cannot be read
 */
export async function requireFleet(io: Io, file: string): Promise<Fleet> {
  const [text, { loadFleet }] = await Promise.all([readText(io, file), import("../fleet/load.js")])
  const { fleet, findings } = loadFleet(text, file)
  if (fleet !== undefined) return fleet
  const { findingsText } = await import("../report/findingsText.js")
  io.stderr.write(findingsText(findings, { colour: wantsColour(io, io.stderr) }))
  const count = findings.length === 1 ? "1 problem" : `${findings.length} problems`
  throw new ToolError("config", `${file} has ${count}`, { hint: "correct the lines above, then run again" })
}

/** The fleet of the file, or undefined when no file was asked for and there is none of the default name. */
export async function findFleet(io: Io, file: string | undefined): Promise<Fleet | undefined> {
  if (file === undefined && !(await io.files.exists(resolve(io.cwd, defaultFleetFile)))) return undefined
  return requireFleet(io, file ?? defaultFleetFile)
}

/** A text file of the user, in UTF-8. */
export async function readText(io: Io, file: string): Promise<string> {
  const bytes = await io.files.read(resolve(io.cwd, file)).catch((error: unknown) => {
    if (!(error instanceof ToolError) || error.code !== "not-found") throw error
    throw new ToolError("not-found", `${file}: no such file`, {
      hint:
        file === defaultFleetFile
          ? "certfleet init writes an example; --fleet FILE names another one"
          : "check the path",
      cause: error,
    })
  })
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes)
  } catch (cause) {
    throw new ToolError("config", `${file} is not UTF-8 text`, { hint: "save it as UTF-8", cause })
  }
}
