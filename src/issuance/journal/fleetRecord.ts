import { dirname, isAbsolute, join, relative, sep } from "node:path"
import type { z } from "zod"
import { certificateFolder } from "../../bundle/folders.js"
import { ToolError } from "../../errors.js"
import type { Fleet } from "../../fleet/types.js"
import type { Files } from "../../ports.js"
import { DurableRecord, type RecordDoors, type Recorded } from "./record.js"

export interface OpenRecord<E extends object> {
  readonly record: DurableRecord<E>
  /** That of fleet.yaml: what paths in the record go by. */
  readonly folder: string
  readonly files: Pick<Files, "real">
}

/** @throws ToolError `unreadable` for a damaged one */
export async function openRecord<E extends object>(
  { certificate, file }: Pick<Fleet, "file" | "certificate">,
  name: string,
  doors: RecordDoors,
  schema: z.ZodType<E & Recorded>,
): Promise<OpenRecord<E>> {
  const place = join(certificateFolder(certificate.commonName, file), name)
  const record = await DurableRecord.open(place, doors, schema)
  return { record, folder: dirname(file), files: doors.files }
}

/** A durable record beside a fleet's certificates; T is an entry of it, E one that has no number and time yet. */
export class FleetRecord<E extends object, T extends E & Recorded> {
  readonly #record: DurableRecord<E>
  readonly #folder: string
  readonly #files: Pick<Files, "real">

  constructor({ files, folder, record }: OpenRecord<E>) {
    this.#record = record
    this.#folder = folder
    this.#files = files
  }

  get file(): string {
    return this.#record.file
  }

  get entries(): readonly T[] {
    return this.#record.entries as readonly T[]
  }

  append(event: E): Promise<unknown> {
    return this.#record.append(event)
  }

  close(): Promise<void> {
    return this.#record.close()
  }

  /** A path as the record has it: it still leads there when the whole folder of the fleet has moved. */
  written(path: string): string {
    return relative(this.#folder, path)
  }

  /**
   * Where a path of the record leads: what may be read, written or removed there.
   *
   * @throws ToolError `unreadable` where that, links followed, is not in the certificate's own folder: nothing that certfleet
   *   writes down is elsewhere
   */
  path(written: string): Promise<string> {
    return this.#within(
      written,
      [dirname(this.file)],
      "bring the journal back from a copy, and folders that were moved away to their places",
    )
  }

  /**
   * As `path`, for a folder that the user may have chosen: it may be anywhere beside fleet.yaml, too.
   *
   * @param hint what to do about one that is elsewhere
   */
  chosenPath(written: string, hint: (path: string) => string): Promise<string> {
    return this.#within(written, [dirname(this.file), this.#folder], hint(this.named(written)))
  }

  /** What a path of the record says, for people: nobody has looked whether it may be gone to. */
  named(written: string): string {
    return join(this.#folder, written)
  }

  async #within(written: string, folders: readonly string[], hint: string): Promise<string> {
    const path = this.named(written)
    const real = await this.#files.real(path)
    for (const folder of folders) if (isWithin(real, await this.#files.real(folder))) return path
    const last = folders.at(-1)
    throw new ToolError("unreadable", `${this.file} leads out of ${last}: ${path}`, { hint })
  }
}

function isWithin(path: string, folder: string): boolean {
  const way = relative(folder, path)
  return way !== ".." && !way.startsWith(`..${sep}`) && !isAbsolute(way)
}
