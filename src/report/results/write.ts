import { dirname } from "node:path"
import { ToolError } from "../../errors.js"
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

/**
 * Writes each of several, also where one could not be written.
 *
 * @returns why the first that was not written was not
 */
export async function writeEach<T>(
  items: Iterable<T>,
  write: (item: T) => Promise<void>,
): Promise<ToolError | undefined> {
  let first: ToolError | undefined
  for (const item of items) {
    try {
      await write(item)
    } catch (error) {
      if (!(error instanceof ToolError)) throw error
      first ??= error
    }
  }
  return first
}
