import type { Command } from "commander"
import { askedPlace, type GivenFlag, requirePlaces } from "../../report/results/asked.js"
import type { Io } from "../io.js"

/**
 * Whatever a command line asks to be written: whether it may be, before the command begins.
 *
 * @throws ToolError `exists` for a key, an input or anything else that is no earlier result; `usage`
 */
export async function requireResultPlaces(io: Io, command: Command): Promise<void> {
  const given = command.options.flatMap((option): GivenFlag[] => {
    if (!/<(?:name=)?file>/.test(option.flags)) return []
    const values: unknown[] = [command.getOptionValue(option.attributeName())].flat()
    return values.flatMap((value) => (typeof value === "string" ? [[option.long ?? "", value] as const] : []))
  })
  const updates = command.getOptionValue("updateBaseline") === true
  const places = given.flatMap((one) => askedPlace(one, updates) ?? [])
  if (places.length === 0) return
  const { findUpwards } = await import("../../local/upwards.js")
  const found = ["fleet.yaml", "certfleet-lint.yaml"].flatMap(
    (name) => findUpwards(name, io.cwd, io.env) ?? [],
  )
  const named = given.flatMap((one) => (askedPlace(one, updates) === undefined ? [one[1]] : []))
  await requirePlaces(io.files, places, [...command.args, ...named, ...found])
}
