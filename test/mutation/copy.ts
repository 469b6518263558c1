/** A copy of the tree for mutants to live in: the checkout is only read. */
import { cp, mkdtemp, rm, symlink, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join, relative } from "node:path"

export interface TreeCopy {
  readonly root: string
  write(file: string, text: string): Promise<void>
  remove(): Promise<void>
}

/** Of what is not in git only what is built comes along; the packages are those of the checkout. */
const leftOut: ReadonlySet<string> = new Set([".git", "node_modules", "coverage"])

export async function copyOf(checkout: string): Promise<TreeCopy> {
  const root = await mkdtemp(join(tmpdir(), "mutants-"))
  await cp(checkout, root, { recursive: true, filter: (path) => !leftOut.has(relative(checkout, path)) })
  await symlink(join(checkout, "node_modules"), join(root, "node_modules"))
  return {
    root,
    write: (file, text) => writeFile(join(root, file), text),
    remove: () => rm(root, { recursive: true, force: true }),
  }
}
