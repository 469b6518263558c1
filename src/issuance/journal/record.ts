/** A durable record of what was begun and what came of it: lines of JSON, each on disk before anything follows from it. */
import { dirname } from "node:path"
import type { z } from "zod"
import { ToolError } from "../../errors.js"
import type { Clock, DurableLog, Files, OpenLog } from "../../ports.js"

export interface RecordDoors {
  readonly files: Files
  readonly clock: Clock
  readonly openLog: OpenLog
}

/** What every entry has. */
export interface Recorded {
  /** Counts up from 1. */
  readonly seq: number
  /** ISO 8601, UTC. */
  readonly time: string
}

export class DurableRecord<E extends object> {
  readonly file: string
  readonly #doors: RecordDoors
  readonly #entries: (E & Recorded)[]
  #log: DurableLog | undefined

  private constructor(file: string, doors: RecordDoors, entries: (E & Recorded)[]) {
    this.file = file
    this.#doors = doors
    this.#entries = entries
  }

  /**
   * Reads what is there; nothing is made before the first entry. A line that power loss tore in two is left out: nobody
   * went on from it.
   *
   * @throws ToolError `unreadable` for a damaged record, or one of another version
   */
  static async open<E extends object>(
    file: string,
    doors: RecordDoors,
    schema: z.ZodType<E & Recorded>,
  ): Promise<DurableRecord<E>> {
    const text = (await doors.files.exists(file))
      ? new TextDecoder().decode(await doors.files.read(file))
      : ""
    const entries = text.split("\n").flatMap((line, index) => {
      const value = jsonOf(line)
      if (value === undefined) return []
      const read = schema.safeParse(value)
      if (read.success) return [read.data]
      throw damaged(file, `line ${index + 1} is not as this version of certfleet writes it`)
    })
    const at = entries.findIndex(({ seq }, index) => seq !== index + 1)
    if (at !== -1) throw damaged(file, `entry ${at + 1} is missing`)
    return new DurableRecord(file, doors, entries)
  }

  get entries(): readonly (E & Recorded)[] {
    return this.#entries
  }

  /** Resolves once the entry is on disk. */
  async append(event: E): Promise<E & Recorded> {
    const { clock, files, openLog } = this.#doors
    if (this.#log === undefined) {
      await files.folder(dirname(this.file), { mode: 0o700 })
      this.#log = await openLog(this.file)
    }
    const time = new Date(clock.now()).toISOString()
    const entry = { seq: this.#entries.length + 1, time, ...event }
    await this.#log.append(JSON.stringify(entry))
    this.#entries.push(entry)
    return entry
  }

  async close(): Promise<void> {
    await this.#log?.close()
    this.#log = undefined
  }
}

function damaged(file: string, what: string): ToolError {
  return new ToolError("unreadable", `${file} is damaged: ${what}`, {
    hint: "bring it back from a copy, or move it away once nothing is open at the CA",
  })
}

function jsonOf(line: string): unknown {
  try {
    return line.trim() === "" ? undefined : JSON.parse(line)
  } catch {
    return undefined
  }
}
