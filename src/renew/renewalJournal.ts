import { dirname, join, relative } from "node:path"
import { certificateFolder } from "../bundle/folders.js"
import type { Fleet } from "../fleet/types.js"
import { DurableRecord, type RecordDoors } from "../issuance/journal/record.js"
import { type MomentEntry, type RenewalEntry, type RenewalEvent, renewalEntrySchema } from "./entries.js"

type Of<T extends RenewalEntry["type"]> = RenewalEntry & { readonly type: T }

/** A renewal that came to no end yet: the last entry of each kind. */
export interface OpenRenewal {
  readonly id: string
  readonly begun: Of<"begun">
  readonly request: Of<"request"> | undefined
  readonly import: Of<"import"> | undefined
  readonly compare: Of<"compare"> | undefined
  readonly rollout: Of<"rollout"> | undefined
  /** The last of all. */
  readonly last: RenewalEntry
}

/** The journal of a fleet's renewals. */
export class RenewalJournal {
  readonly #record: DurableRecord<RenewalEvent>
  readonly #folder: string

  private constructor(record: DurableRecord<RenewalEvent>, folder: string) {
    this.#record = record
    this.#folder = folder
  }

  /** @throws ToolError `unreadable` for a damaged one */
  static async open(fleet: Pick<Fleet, "file" | "certificate">, doors: RecordDoors): Promise<RenewalJournal> {
    const file = join(certificateFolder(fleet.certificate.commonName, fleet.file), "renewals.jsonl")
    return new RenewalJournal(await DurableRecord.open(file, doors, renewalEntrySchema), dirname(fleet.file))
  }

  get entries(): readonly RenewalEntry[] {
    return this.#record.entries as readonly RenewalEntry[]
  }

  /** The one renewal that came to no end. */
  get open(): OpenRenewal | undefined {
    const begun = this.entries.findLast((entry): entry is Of<"begun"> => entry.type === "begun")
    return begun === undefined ? undefined : openRenewal(this.entries, begun)
  }

  /** What was chosen for a certificate last. */
  momentOf(certificate: string): MomentEntry | undefined {
    return this.entries.findLast(
      (entry): entry is MomentEntry => entry.type === "moment" && entry.certificate === certificate,
    )
  }

  append(event: RenewalEvent): Promise<unknown> {
    return this.#record.append(event)
  }

  close(): Promise<void> {
    return this.#record.close()
  }

  /** A path as the journal has it: it still leads there when the whole folder of the fleet has moved. */
  written(path: string): string {
    return relative(this.#folder, path)
  }

  path(written: string): string {
    return join(this.#folder, written)
  }
}

function openRenewal(entries: readonly RenewalEntry[], begun: Of<"begun">): OpenRenewal | undefined {
  const own = entries.filter((entry) => "renewal" in entry && entry.renewal === begun.renewal)
  if (own.some(({ type }) => type === "renewed" || type === "given-up")) return undefined
  const last = <T extends RenewalEntry["type"]>(type: T): Of<T> | undefined =>
    own.findLast((entry): entry is Of<T> => entry.type === type)
  return {
    ...{ id: begun.renewal, begun, request: last("request"), import: last("import") },
    ...{ compare: last("compare"), rollout: last("rollout"), last: own.at(-1) ?? begun },
  }
}
