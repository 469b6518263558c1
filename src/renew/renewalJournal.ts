import type { Fleet } from "../fleet/types.js"
import { FleetRecord, openRecord } from "../issuance/journal/fleetRecord.js"
import type { RecordDoors } from "../issuance/journal/record.js"
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
export class RenewalJournal extends FleetRecord<RenewalEvent, RenewalEntry> {
  /** @throws ToolError `unreadable` for a damaged one */
  static async open(fleet: Pick<Fleet, "file" | "certificate">, doors: RecordDoors): Promise<RenewalJournal> {
    return new RenewalJournal(await openRecord(fleet, "renewals.jsonl", doors, renewalEntrySchema))
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
