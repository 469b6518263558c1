import { dirname } from "node:path"
import type { Files } from "../../ports.js"
import { type ResultPlace, requirePlace } from "./place.js"

/**
 * Writes a result in place of an earlier one, and the folder for it where there is none.
 *
 * @param options.mode for whoever else reads it
 * @throws ToolError `exists` where something else has come to its place, or the disk's
 */
export async function writeResult(
  files: Files,
  place: ResultPlace,
  text: string,
  options?: { readonly mode?: number },
): Promise<void> {
  await requirePlace(files, place)
  await files.folder(dirname(place.file))
  await files.replace(place.file, text, options)
}
