import { constants, type Dirent, existsSync, type Stats, statSync } from "node:fs"
import {
  appendFile,
  chmod,
  type FileHandle,
  link,
  mkdir,
  open,
  readdir,
  realpath,
  rename,
  rm,
  stat,
  unlink,
  writeFile,
} from "node:fs/promises"
import { basename, dirname, join, resolve } from "node:path"
import { ToolError } from "../errors.js"
import { fileError } from "../fileError.js"
import type { Files, FolderEntry } from "../ports.js"
import { isDescriptor, nameOf, pathAsTyped, pathOf } from "./fileNames.js"
import { readFileWithin } from "./readFile.js"

/** The machine's own files. */
export const localFiles: Files = {
  read: (path, limits = {}) => readFileWithin(path, limits),
  create: createAtomically,
  async folder(path, options = {}) {
    await makeFolder(resolve(path), options).catch((cause: NodeJS.ErrnoException) => {
      if (cause.code !== "EEXIST") throw fileError("write", path, cause)
      throw new ToolError("exists", `${path} is no folder`, {
        hint: "move it away or choose another name",
        cause,
      })
    })
  },
  exists,
  async kind(path) {
    const found = stated(path)
    if (found === undefined) return undefined
    if (found.isDirectory()) return "folder"
    return found.isFile() && !isDescriptor(path) ? "file" : "other"
  },
  real: realPath,
  async isPrivate(path) {
    if (process.platform === "win32") return true
    const found = await stat(pathOf(pathAsTyped(path))).catch((cause: unknown) => {
      throw fileError("read", path, cause)
    })
    return (found.mode & 0o077) === 0
  },
  async modified(path) {
    const found = await stat(pathOf(pathAsTyped(path))).catch((cause: unknown) => {
      throw fileError("read", path, cause)
    })
    return found.mtimeMs
  },
  async rename(from, to) {
    try {
      // For folders, rename itself refuses only a target that is not empty.
      if (await exists(to)) throw Object.assign(new Error("exists"), { code: "EEXIST" })
      await rename(from, to)
    } catch (cause) {
      throw fileError("write", to, cause)
    }
  },
  async remove(path) {
    await rm(path, { recursive: true, force: true }).catch((cause: unknown) => {
      throw fileError("write", path, cause)
    })
  },
  async replace(path, content, { mode } = {}) {
    const temporary = join(dirname(path), `.${crypto.randomUUID()}.tmp`)
    try {
      // A device or pipe is written to: in its place, a file would be in everybody's way.
      if (isSpecial(path)) return await writeThrough(path, content)
      // What else went there stays.
      if (isDescriptor(path)) return await appendFile(path, content)
      await writeFile(temporary, content, { flag: "wx" })
      if (mode !== undefined) await chmod(temporary, mode)
      await rename(temporary, path)
    } catch (cause) {
      await unlink(temporary).catch(() => undefined)
      throw fileError("write", path, cause)
    }
  },
  async append(path, content) {
    await appendFile(path, content).catch((cause: unknown) => {
      throw fileError("write", path, cause)
    })
  },
  entries: async (path) => {
    const found = await entriesIn(path).catch((cause: unknown) => {
      throw fileError("read", path, cause)
    })
    const entries = await Promise.all(
      found.map(async (entry) => ({ name: entry.name, kind: await kindOf(entry, path) })),
    )
    return entries.sort((one, other) => (one.name < other.name ? -1 : 1))
  },
  list: async (path) => {
    const found = await entriesIn(path).catch((cause: unknown) => {
      throw fileError("read", path, cause)
    })
    return found.map(({ name }) => name).sort()
  },
}

async function realPath(path: string): Promise<string> {
  try {
    return nameOf(await realpath(pathOf(pathAsTyped(resolve(path))), { encoding: "buffer" }))
  } catch (cause) {
    if (!isMissing(cause)) throw fileError("read", path, cause)
    return join(await realPath(dirname(resolve(path))), basename(path))
  }
}

/** Below a file, as in a folder, nothing is there. */
function isMissing(cause: unknown): boolean {
  const { code } = cause as NodeJS.ErrnoException
  return code === "ENOENT" || code === "ENOTDIR"
}

function stated(path: string): Stats | undefined {
  try {
    return statSync(pathOf(pathAsTyped(path)))
  } catch (cause) {
    if (isMissing(cause)) return undefined
    throw fileError("read", path, cause)
  }
}

/** One at a time: where nothing can be made, as below /proc, Node's own "recursive" never ends. */
async function makeFolder(path: string, options: { readonly mode?: number }): Promise<void> {
  const isThere = statSync(path, { throwIfNoEntry: false })?.isDirectory() === true
  if (isThere) return
  if (!existsSync(dirname(path))) await makeFolder(dirname(path), options)
  await mkdir(path, options).catch((cause: NodeJS.ErrnoException) => {
    // Another process may have made it meanwhile.
    if (cause.code !== "EEXIST" || !statSync(path).isDirectory()) throw cause
  })
}

/** Names that are no UTF-8 lose their bytes in strings: such a folder is read once more, as bytes. */
async function entriesIn(path: string): Promise<readonly Entry[]> {
  const place = pathOf(pathAsTyped(path))
  const entries = await readdir(place, { withFileTypes: true })
  if (!entries.some(({ name }) => name.includes("\ufffd"))) return entries
  const raw: readonly Dirent<Buffer>[] = await readdir(place, { withFileTypes: true, encoding: "buffer" })
  return raw.map((entry) => ({
    name: nameOf(entry.name),
    isFile: () => entry.isFile(),
    isDirectory: () => entry.isDirectory(),
    isSymbolicLink: () => entry.isSymbolicLink(),
  }))
}

type Entry = Pick<Dirent, "name" | "isFile" | "isDirectory" | "isSymbolicLink">

/** The same files, with relative paths meant from a folder, as a user in it means them; `signal` ends every wait. */
export function filesIn(folder: string, files: Files = localFiles, signal?: AbortSignal): Files {
  const wait = signal === undefined ? {} : { signal }
  const at = (path: string): string => resolve(folder, path)
  return {
    read: (path, limits) => files.read(at(path), { ...wait, ...limits }),
    create: (path, content, options) => files.create(at(path), content, options),
    folder: (path, options) => files.folder(at(path), options),
    exists: (path) => files.exists(at(path)),
    kind: (path) => files.kind(at(path)),
    real: (path) => files.real(at(path)),
    modified: (path) => files.modified(at(path)),
    isPrivate: (path) => files.isPrivate(at(path)),
    rename: (from, to) => files.rename(at(from), at(to)),
    remove: (path) => files.remove(at(path)),
    replace: (path, content, options) => files.replace(at(path), content, options),
    append: (path, content) => files.append(at(path), content),
    list: (path) => files.list(at(path)),
    entries: (path) => files.entries(at(path)),
  }
}

async function kindOf(entry: Entry, folder: string): Promise<FolderEntry["kind"]> {
  if (entry.isFile()) return "file"
  if (entry.isDirectory()) return "folder"
  if (!entry.isSymbolicLink()) return "other"
  const target = await stat(pathOf(join(folder, entry.name))).catch(() => undefined)
  return target?.isFile() === true ? "file" : "other"
}

function isSpecial(path: string): boolean {
  const found = statSync(path, { throwIfNoEntry: false })
  return found !== undefined && !found.isFile() && !found.isDirectory()
}

/** To open a pipe that nobody reads would wait for ever, and no signal ends that: it is asked first, and fails. */
async function writeThrough(path: string, content: string | Uint8Array): Promise<void> {
  const look = await open(path, constants.O_WRONLY | constants.O_NONBLOCK)
  await writeFile(path, content).finally(() => look.close())
}

async function exists(path: string): Promise<boolean> {
  return existsSync(pathOf(pathAsTyped(path)))
}

/**
 * A new file, whole or not there, and never in place of another.
 *
 * @param hardLink how a name is given to it; file systems without hard links refuse
 */
export async function createAtomically(
  path: string,
  content: Uint8Array | string,
  { mode }: { mode: number },
  hardLink: typeof link = link,
): Promise<void> {
  const temporary = join(dirname(path), `.${crypto.randomUUID()}.tmp`)
  try {
    await writeNew(temporary, content, mode)
    // A hard link fails where the name is taken: two runs at once can never overwrite each other's key.
    await hardLink(temporary, path).catch(async (cause: NodeJS.ErrnoException) => {
      if (!linkless.has(cause.code ?? "")) throw cause
      await writeNew(path, content, mode)
    })
  } catch (cause) {
    throw fileError("write", path, cause)
  } finally {
    await unlink(temporary).catch(() => undefined)
  }
}

/** What link() fails with on FAT and some network shares. */
const linkless: ReadonlySet<string> = new Set(["EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS"])

/** Exclusive as well, though not whole at once: what cannot be finished is taken away again. */
async function writeNew(path: string, content: Uint8Array | string, mode: number): Promise<void> {
  const handle = await open(path, "wx", mode)
  try {
    await restrict(handle, mode)
    await handle.writeFile(content)
    await handle.sync()
  } catch (cause) {
    await unlink(path).catch(() => undefined)
    throw cause
  } finally {
    await handle.close()
  }
}

/** Some file systems keep no modes: that may pass where nobody gets more than was asked for. */
async function restrict(handle: FileHandle, mode: number): Promise<void> {
  try {
    await handle.chmod(mode)
  } catch (cause) {
    const kept = (await handle.stat()).mode & 0o777
    if ((kept & ~mode) !== 0) throw cause
  }
}
