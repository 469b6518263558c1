/** Reading that ends: sizes are looked at first, and what has no size is not read. */
import { closeSync, constants, fstatSync, openSync, readSync, type Stats, statSync } from "node:fs"
import { setTimeout } from "node:timers/promises"
import { ToolError, tooLarge } from "../errors.js"
import { fileError } from "../fileError.js"
import { type ReadLimits, usualMaxBytes } from "../ports.js"
import { isDescriptor, pathAsTyped, pathOf } from "./fileNames.js"

/**
 * Reads a file whole. A named pipe, socket or device is refused without being opened, as reading it may never end;
 * `/dev/null` is empty, and a pipe that the shell handed over (`<(command)`, which it calls `/dev/fd/63`) is read up to
 * the limit until its end or the signal.
 *
 * @throws ToolError `not-found`, `unreadable`, or the signal's reason
 */
export async function readFileWithin(path: string, limits: ReadLimits): Promise<Uint8Array> {
  const typed = pathAsTyped(path)
  const place = pathOf(typed)
  try {
    const found = statSync(place)
    if (found.isDirectory()) throw Object.assign(new Error("a folder"), { code: "EISDIR" })
    // At once, without the thread pool: a command reads one file after the other, and thousands of small ones.
    if (found.isFile()) return readRegular(path, place, limits)
    if (isNull(found)) return new Uint8Array()
    if (found.isFIFO() && isDescriptor(typed)) return await readPipe(path, limits)
    throw endless(path, found)
  } catch (cause) {
    if (cause instanceof ToolError || limits.signal?.aborted === true) throw cause
    throw fileError("read", path, cause)
  }
}

function readRegular(
  path: string,
  place: string | Buffer,
  { maxBytes = usualMaxBytes }: ReadLimits,
): Uint8Array {
  // Without waiting: between the look and this, something else may have taken its name.
  const descriptor = openSync(place, constants.O_RDONLY | constants.O_NONBLOCK)
  try {
    const found = fstatSync(descriptor)
    if (!found.isFile()) throw endless(path, found)
    if (found.size > maxBytes) throw tooLarge(path, maxBytes)
    return readToEnd(descriptor, found.size, (size) => {
      if (size > maxBytes) throw tooLarge(path, maxBytes)
    })
  } finally {
    closeSync(descriptor)
  }
}

/** Files that are being written grow, and those below /proc say that they have no size. */
function readToEnd(descriptor: number, size: number, check: (size: number) => void): Uint8Array {
  const chunks: Buffer[] = []
  let total = 0
  for (let room = size + 1; ; room = 64 * 1024) {
    const chunk = Buffer.allocUnsafe(room)
    const count = readSync(descriptor, chunk, 0, room, null)
    if (count === 0) break
    total += count
    check(total)
    chunks.push(chunk.subarray(0, count))
    // Less than there was room for is the end of a file that has a size.
    if (size > 0 && count < room) break
  }
  const [only, ...more] = chunks
  return only !== undefined && more.length === 0 ? only : Buffer.concat(chunks)
}

/** How long to wait where nothing has come yet, milliseconds. */
const pause = 5

/**
 * Looked at again and again: a read in the thread pool could not be ended and would keep the process from ending, and
 * no event tells that a pipe is at its end whose writer was gone before it was opened.
 */
async function readPipe(path: string, { maxBytes = usualMaxBytes, signal }: ReadLimits): Promise<Uint8Array> {
  const descriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK)
  try {
    const chunks: Buffer[] = []
    for (let size = 0; size <= maxBytes; ) {
      signal?.throwIfAborted()
      const chunk = readAvailable(descriptor)
      if (chunk?.length === 0) return Buffer.concat(chunks)
      if (chunk === undefined) await setTimeout(pause)
      else chunks.push(chunk)
      size += chunk?.length ?? 0
    }
    throw tooLarge(path, maxBytes)
  } finally {
    closeSync(descriptor)
  }
}

/** Empty at the end; undefined where there may be more later. */
function readAvailable(descriptor: number): Buffer | undefined {
  const chunk = Buffer.allocUnsafe(64 * 1024)
  try {
    return chunk.subarray(0, readSync(descriptor, chunk, 0, chunk.length, null))
  } catch (error) {
    if ((error as { code?: unknown }).code === "EAGAIN") return undefined
    throw error
  }
}

/** The name `known_hosts` has where nobody wants one, and empty by definition. */
function isNull(found: Stats): boolean {
  return found.isCharacterDevice() && found.rdev === statSync("/dev/null", { throwIfNoEntry: false })?.rdev
}

function endless(path: string, found: Stats): ToolError {
  const what = found.isFIFO() ? "named pipe" : found.isSocket() ? "socket" : "device"
  return new ToolError("unreadable", `${path} is a ${what}, and was not read`, {
    hint: "name a file; standard input is named -, where a command takes it",
  })
}
