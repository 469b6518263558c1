import { dirname, join } from "node:path"
import { schemaPlace } from "../../fleet/schemaFile.js"
import { readText } from "../../ports.js"
import type { Io } from "../io.js"
import { note } from "../terminal/voice.js"

const ignored = `# Private keys belong on this machine and the servers, never in a repository.
*.key
*.p12
*.pfx
*.jks
`

/**
 * What belongs beside a fleet.yaml: the schema that its first line names, for editors, and a .gitignore that keeps private keys out of
 * a repository. One that is there already is the user's; it is only looked at.
 */
export async function writeBeside(io: Io, file: string): Promise<void> {
  const folder = dirname(file)
  const { fleetJsonSchema } = await import("../../fleet/schema.js")
  const schema = await schemaPlace(io.files, file)
  if (schema !== undefined) await io.files.replace(schema, `${JSON.stringify(fleetJsonSchema())}\n`)
  const ignore = join(folder, ".gitignore")
  if (!(await io.files.exists(ignore))) await io.files.create(ignore, ignored, { mode: 0o644 })
  else if (!/^\*\.key$/m.test(await readText(io.files, ignore)))
    note(io, `certfleet: hint: ${ignore} has no line *.key, which keeps private keys out of a repository`)
}
