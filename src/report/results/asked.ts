import { ToolError } from "../../errors.js"
import { isResultKind, type ResultKind } from "./kinds.js"
import { type PlaceDoors, type ResultPlace, requirePlace } from "./place.js"

/** Flags that name a file to write, and `--reporter-file`, whose words name the kind. */
const flags: Readonly<Record<string, ResultKind>> = {
  "--html": "html",
  "--prometheus": "prometheus",
  "--ical": "ical",
  "--events": "events",
}

/** A flag of a command line and one of its values. */
export type GivenFlag = readonly [flag: string, value: string]

/**
 * What a value of a flag asks to be written; a baseline only where it is updated. Words that are wrong are left to who
 * reads them.
 */
export function askedPlace([flag, value]: GivenFlag, updatesBaseline: boolean): ResultPlace | undefined {
  const kind = flag === "--baseline" && updatesBaseline ? "baseline" : flags[flag]
  if (kind !== undefined)
    return flag === "--events" && value === "-" ? undefined : { flag, name: kind, file: value }
  const [, name = "", file = ""] = (flag === "--reporter-file" && /^([^=]*)=(.+)$/s.exec(value)) || []
  return file !== "" && isResultKind(name) ? { flag, name, file } : undefined
}

/**
 * Looks at every place before any work is begun.
 *
 * @param inputs files and other words that the same command reads
 * @throws ToolError `exists`, or `usage` for two results in one place
 */
export async function requirePlaces(
  files: PlaceDoors,
  places: readonly ResultPlace[],
  inputs: readonly string[],
): Promise<void> {
  const read = new Set(await Promise.all(inputs.map((input) => files.real(input).catch(() => input))))
  const taken = new Set<string>()
  for (const place of places) {
    if (place.file === "-")
      throw new ToolError(
        "usage",
        `${place.flag ?? place.name}: - is no file, and standard output has the result`,
        {
          hint: "name a file; ./- is one that is called so",
        },
      )
    await requirePlace(files, place, read)
    const real = await files.real(place.file)
    if (taken.has(real))
      throw new ToolError("usage", `two reports would go to ${place.file}`, {
        hint: "give each a file of its own",
      })
    taken.add(real)
  }
}
