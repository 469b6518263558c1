import { existsSync, lstatSync, type Stats, statSync } from "node:fs"
import { dirname, join, relative } from "node:path"

type Variables = Readonly<Record<string, string | undefined>>

/**
 * The nearest file of a name, in a folder or one above it: up to the root of its repository (where `.git` is), the user's home, or
 * the file system's root. Above the folder itself, only what `isOurs` counts: in a folder that all may write to, anybody could lay
 * one down.
 *
 * @returns relative to `folder`; undefined where there is none
 */
export function findUpwards(name: string, folder: string, env: Variables): string | undefined {
  let at = folder
  while (true) {
    const path = join(at, name)
    // A link that leads nowhere counts: another file in its place would be a surprise.
    if (at === folder ? lookedAt(lstatSync, path) !== undefined : isOurs(path, env))
      return relative(folder, path)
    const parent = dirname(at)
    if (parent === at || at === env["HOME"] || existsSync(join(at, ".git"))) return undefined
    at = parent
  }
}

/**
 * Whether a file is this user's, root's, or for root behind sudo of whoever called it. A link has to be so as well: what
 * its file names would be looked for beside the link.
 */
export function isOurs(path: string, env: Variables): boolean {
  const uid = process.getuid?.() ?? 0
  const own = [0, uid === 0 ? Number(env["SUDO_UID"] ?? 0) : uid]
  const [link, found] = [lstatSync, statSync].map((look) => lookedAt(look, path))
  return link !== undefined && own.includes(link.uid) && (found === undefined || own.includes(found.uid))
}

/** Undefined for what is not there, and behind a circle of links. */
function lookedAt(look: (path: string) => Stats, path: string): Stats | undefined {
  try {
    return look(path)
  } catch {
    return undefined
  }
}
