import { dirname, join, relative } from "node:path"
import type { z } from "zod"
import { certificateFolder } from "../../bundle/folders.js"
import type { Fleet } from "../../fleet/types.js"
import { DurableRecord, type RecordDoors, type Recorded } from "./record.js"

export interface OpenRecord<E extends object> {
  readonly record: DurableRecord<E>
  /** That of fleet.yaml: what paths in the record go by. */
  readonly folder: string
}

/** @throws ToolError `unreadable` for a damaged one */
export async function openRecord<E extends object>(
  { certificate, file }: Pick<Fleet, "file" | "certificate">,
  name: string,
  doors: RecordDoors,
  schema: z.ZodType<E & Recorded>,
): Promise<OpenRecord<E>> {
  const place = join(certificateFolder(certificate.commonName, file), name)
  return { record: await DurableRecord.open(place, doors, schema), folder: dirname(file) }
}

/** A durable record beside a fleet's certificates; T is an entry of it, E one that has no number and time yet. */
export class FleetRecord<E extends object, T extends E & Recorded> {
  readonly #record: DurableRecord<E>
  readonly #folder: string

  constructor({ folder, record }: OpenRecord<E>) {
    this.#record = record
    this.#folder = folder
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

  path(written: string): string {
    return join(this.#folder, written)
  }
}
