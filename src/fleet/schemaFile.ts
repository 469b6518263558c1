import { dirname, join } from "node:path"
import { ToolError } from "../errors.js"
import type { Files } from "../ports.js"

/** What `fleetJsonSchema` is titled: by it, an earlier version's is told from anybody else's. */
export const schemaTitle = "certfleet fleet.yaml"

const name = "fleet.schema.json"

/**
 * Where the schema beside a fleet.yaml is to be written; undefined where a link leads to one of ours, which stays.
 *
 * @throws ToolError `exists` for anything else of that name
 */
export async function schemaPlace(
  files: Pick<Files, "entries" | "exists" | "read" | "real">,
  fleetFile: string,
): Promise<string | undefined> {
  const folder = dirname(fleetFile)
  const file = join(folder, name)
  const found = (await files.exists(folder)) ? await files.entries(folder) : []
  const there = found.find((entry) => entry.name === name)
  if (there === undefined) return file
  if (there.kind !== "file" || !isOurs(await files.read(file)))
    throw new ToolError("exists", `${file} exists already, and is no schema of certfleet's`, {
      hint: "move it away, or write fleet.yaml to another folder",
    })
  const isLink = (await files.real(file)) !== join(await files.real(folder), name)
  return isLink ? undefined : file
}

function isOurs(bytes: Uint8Array): boolean {
  try {
    const schema: unknown = JSON.parse(Buffer.from(bytes).toString())
    return typeof schema === "object" && schema !== null && "title" in schema && schema.title === schemaTitle
  } catch {
    // No JSON: somebody else's.
    return false
  }
}
