import { dirname } from "node:path"
import { type ExitCode, exitCodes, ToolError } from "../../errors.js"
import { fleetCommand } from "../../fleet/command.js"
import { type ExampleSize, exampleOf } from "../../fleet/example.js"
import { schemaPlace } from "../../fleet/schemaFile.js"
import { servers } from "../../fleet/serverCount.js"
import { printable } from "../../report/printable.js"
import type { FleetDraft } from "../../status/discovery/draft.js"
import type { Io } from "../io.js"
import { note } from "../terminal/voice.js"
import { writeBeside } from "./beside.js"
import { type InitOptions, sourceOf } from "./options.js"

const words: Readonly<Record<ExampleSize, string>> = {
  single: "one server",
  three: "three servers",
  twelve: "twelve servers",
}

/** `certfleet init`: writes a fleet.yaml, from an example, a running Zimbra or an Ansible inventory. */
export async function init(io: Io, file: string, options: InitOptions): Promise<ExitCode> {
  const source = sourceOf(options)
  // Before anybody is asked: nobody waits for what cannot be written.
  if (await io.files.exists(file))
    throw new ToolError("exists", `${file} exists already`, { hint: "move it away or choose another name" })
  await schemaPlace(io.files, file)
  if (source.kind === "example") {
    await io.files.folder(dirname(file))
    await io.files.create(file, exampleOf(source.size), { mode: 0o644 })
    io.stdout.write(
      `${printable(file)}: an example fleet of ${words[source.size]}; put your own names in it\n`,
    )
  } else {
    const { draftText, leftToYou } = await import("../../status/discovery/draftText.js")
    const drafts = await import("./drafts.js")
    const draft =
      source.kind === "host"
        ? await drafts.fromHost(io, source.words, options)
        : await drafts.fromInventory(io, source.file)
    await io.files.folder(dirname(file))
    await io.files.create(file, draftText(draft), { mode: 0o644 })
    io.stdout.write(summary(file, draft, leftToYou(draft)))
  }
  await writeBeside(io, file)
  note(io, `next: ${fleetCommand(["names"], { file })}`)
  return exitCodes.ok
}

function summary(file: string, draft: FleetDraft, todo: readonly string[]): string {
  const placed = draft.servers.filter(({ roles }) => roles.length > 0)
  const counts = [...new Set(placed.flatMap(({ roles }) => roles))].map(
    (role) => `${placed.filter(({ roles }) => roles.includes(role)).length} ${role}`,
  )
  return [
    `${printable(file)}: ${servers(placed.length)}${counts.length === 0 ? "" : ` (${counts.join(", ")})`}`,
    "left to you:",
    ...todo.map((line) => `  - ${printable(line)}`),
    "",
  ].join("\n")
}
