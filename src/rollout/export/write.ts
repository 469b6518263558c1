import { dirname, join } from "node:path"
import { ToolError } from "../../errors.js"
import type { Files } from "../../ports.js"
import type { ExportedFile } from "./ansible.js"

/**
 * Writes an export into a new folder, all of it or nothing: it gets its name when it is complete.
 *
 * @param stamp tells this run's unfinished folder from others'
 * @throws ToolError `exists` when the folder is there already, or what writing threw
 */
export async function writeExport(
  exported: readonly ExportedFile[],
  { folder, files, stamp }: { readonly folder: string; readonly files: Files; readonly stamp: string },
): Promise<void> {
  if (await files.exists(folder))
    throw new ToolError("exists", `${folder} exists already`, { hint: "choose another folder with --out" })
  const unfinished = join(dirname(folder), `.unfinished-${stamp}`)
  try {
    for (const { path, content, mode } of exported) {
      await files.folder(dirname(join(unfinished, path)), { mode: 0o755 })
      await files.create(join(unfinished, path), content, { mode })
    }
    await files.rename(unfinished, folder)
  } catch (error) {
    await files.remove(unfinished)
    throw error
  }
}
