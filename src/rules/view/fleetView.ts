import type { PublicKey } from "../../x509/publicKey.js"
import { covers, type SanEntry } from "../../x509/sanEntry.js"

/** A leaf or a request beside the fleet.yaml that it is meant for. */
export interface FleetView {
  readonly kind: "certificate" | "request"
  readonly publicKey: PublicKey
  /** The names that it has. */
  readonly offered: readonly SanEntry[]
  /** Every name that the fleet needs, as `certfleet names` lists them. */
  readonly required: readonly SanEntry[]
  /** How messages name the fleet. */
  readonly fleet: string
}

/** Whether something is meant for a fleet: it has the fleet's common name. */
export function isMeantFor({ offered, required }: Pick<FleetView, "offered" | "required">): boolean {
  const [commonName] = required
  return commonName !== undefined && offered.some((entry) => covers(entry, commonName))
}
