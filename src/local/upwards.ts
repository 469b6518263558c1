import { existsSync, lstatSync, statSync } from "node:fs"
import { dirname, join, relative } from "node:path"

/**
 * The nearest file of a name, in a folder or one above it: up to the root of its repository (where `.git` is), the user's home, or
 * the file system's root. Above the folder itself, only files of this user and of root count: in a folder that all may write to,
 * anybody could lay one down. A link has to be this user's as well: what its file names would be looked for beside the link.
 *
 * @returns relative to `folder`; undefined where there is none
 */
export function findUpwards(name: string, folder: string, home: string | undefined): string | undefined {
  let at = folder
  while (true) {
    const path = join(at, name)
    if (at === folder ? existsSync(path) : isOurs(path)) return relative(folder, path)
    const parent = dirname(at)
    if (parent === at || at === home || existsSync(join(at, ".git"))) return undefined
    at = parent
  }
}

function isOurs(path: string): boolean {
  const own = [0, process.getuid?.() ?? 0]
  const [link, found] = [lstatSync, statSync].map((look) => look(path, { throwIfNoEntry: false }))
  return link !== undefined && own.includes(link.uid) && found?.isFile() === true && own.includes(found.uid)
}
