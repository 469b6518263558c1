import { type FileHandle, open } from "node:fs/promises"
import type { ToolError } from "../errors.js"
import { fileError } from "../fileError.js"
import type { DurableLog } from "../ports.js"

/** Opens or creates a log, readable by its owner alone. */
export async function openDurableLog(path: string): Promise<DurableLog> {
  const handle = await open(path, "a+", 0o600).catch((cause: unknown) => {
    throw fileError("write", path, cause)
  })
  await closeTornLine(handle)
  return new GroupedLog(handle, path)
}

/** Power loss may have cut the last line short; what comes next must not be joined to it. */
async function closeTornLine(handle: FileHandle): Promise<void> {
  const { size } = await handle.stat()
  if (size === 0) return
  const { buffer } = await handle.read(Buffer.alloc(1), 0, 1, size - 1)
  if (buffer[0] !== 0x0a) await handle.appendFile("\n")
}

/** What a log needs of its file. */
export type LogFile = Pick<FileHandle, "appendFile" | "datasync" | "close">

/**
 * One flush serves every line that came in while the last one was under way: hosts by the hundred do not wait in line.
 * After a failed one there is no other: it may have left half a line, and whatever follows that cannot be read back.
 */
export class GroupedLog implements DurableLog {
  readonly #handle: LogFile
  readonly #path: string
  #waiting = ""
  #next: Promise<void> | undefined
  #last: Promise<void> = Promise.resolve()
  #failure: ToolError | undefined

  constructor(handle: LogFile, path: string) {
    this.#handle = handle
    this.#path = path
  }

  append(line: string): Promise<void> {
    this.#waiting += `${line}\n`
    this.#next ??= this.#last.catch(() => undefined).then(() => this.#flush())
    return this.#next
  }

  async close(): Promise<void> {
    await (this.#next ?? this.#last).catch(() => undefined)
    await this.#handle.close()
  }

  async #flush(): Promise<void> {
    const text = this.#waiting
    this.#waiting = ""
    this.#last = this.#next ?? this.#last
    this.#next = undefined
    if (this.#failure !== undefined) throw this.#failure
    try {
      await this.#handle.appendFile(text)
      await this.#handle.datasync()
    } catch (cause) {
      this.#failure = fileError("write", this.#path, cause)
      throw this.#failure
    }
  }
}
