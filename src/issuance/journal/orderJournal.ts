import type { Fleet } from "../../fleet/types.js"
import type { PlacedOrder } from "../issuer.js"
import { FleetRecord, openRecord } from "./fleetRecord.js"
import { type OrderEntry, type OrderEvent, type OrderIntent, orderEntrySchema } from "./orderEntries.js"
import type { RecordDoors } from "./record.js"

/** An order that came to no end yet. */
export interface OpenOrder {
  readonly id: string
  readonly intent: OrderIntent
  /** undefined where nobody knows whether the CA has it. */
  readonly placed: PlacedOrder | undefined
  readonly standing: (OrderEntry & { readonly type: "standing" }) | undefined
  /** undefined before the certificate is here. */
  readonly issued: (OrderEntry & { readonly type: "issued" }) | undefined
}

/** The journal of a fleet's orders. */
export class OrderJournal extends FleetRecord<OrderEvent, OrderEntry> {
  /** @throws ToolError `unreadable` for a damaged one */
  static async open(fleet: Pick<Fleet, "file" | "certificate">, doors: RecordDoors): Promise<OrderJournal> {
    return new OrderJournal(await openRecord(fleet, "orders.jsonl", doors, orderEntrySchema))
  }

  /** The one order that came to no end. */
  get open(): OpenOrder | undefined {
    const last = this.entries.findLast((entry): entry is OrderIntent => entry.type === "intent")
    return last === undefined ? undefined : openOrder(this.entries, last)
  }

  /** References of orders that came to an end. */
  get known(): ReadonlySet<string> {
    const open = this.open?.id
    return new Set(
      this.entries.flatMap((entry) =>
        entry.type === "placed" && entry.order !== open ? [entry.reference] : [],
      ),
    )
  }
}

function openOrder(entries: readonly OrderEntry[], intent: OrderIntent): OpenOrder | undefined {
  const own = entries.filter(({ order }) => order === intent.order)
  if (own.some(({ type }) => type === "imported" || type === "ended")) return undefined
  const last = <T extends OrderEntry["type"]>(type: T) =>
    own.findLast((entry): entry is OrderEntry & { readonly type: T } => entry.type === type)
  const placed = last("placed")
  const published = own.some(({ type }) => type === "published")
  return {
    id: intent.order,
    intent,
    placed: placed && { reference: placed.reference, ...(published ? { published } : {}) },
    standing: last("standing"),
    issued: last("issued"),
  }
}
