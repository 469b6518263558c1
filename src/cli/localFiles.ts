import { randomBytes } from "node:crypto"
import { access, link, mkdir, open, readdir, readFile, rename, rm, unlink } from "node:fs/promises"
import { dirname, join } from "node:path"
import { setTimeout as delay } from "node:timers/promises"
import { fileError } from "../errors.js"
import type { Clock, Files } from "../ports.js"

/** The machine's own files. */
export const localFiles: Files = {
  read: (path) =>
    readFile(path).catch((cause: unknown) => {
      throw fileError("read", path, cause)
    }),
  create: createAtomically,
  async folder(path, options = {}) {
    await mkdir(path, { recursive: true, ...options }).catch((cause: unknown) => {
      throw fileError("write", path, cause)
    })
  },
  exists,
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
  list: async (path) => {
    const names = await readdir(path).catch((cause: unknown) => {
      throw fileError("read", path, cause)
    })
    return names.sort()
  },
}

/** The machine's own clock. */
export const systemClock: Clock = {
  now: Date.now,
  sleep: (ms, signal) => delay(ms, undefined, signal === undefined ? {} : { signal }),
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}

async function createAtomically(
  path: string,
  content: Uint8Array | string,
  { mode }: { mode: number },
): Promise<void> {
  const temporary = join(dirname(path), `.${randomBytes(6).toString("hex")}.tmp`)
  try {
    const handle = await open(temporary, "wx", mode)
    try {
      await handle.chmod(mode)
      await handle.writeFile(content)
      await handle.sync()
    } finally {
      await handle.close()
    }
    // A hard link fails where the name is taken: two runs at once can never overwrite each other's key.
    await link(temporary, path)
  } catch (cause) {
    throw fileError("write", path, cause)
  } finally {
    await unlink(temporary).catch(() => undefined)
  }
}
