import { fleetNameMissing } from "../fleet/fleetNameMissing.js"
import { fleetNameUnwanted } from "../fleet/fleetNameUnwanted.js"
import { zimbraKeyNeedsRecent } from "../fleet/zimbraKeyNeedsRecent.js"
import { zimbraKeyRefused } from "../fleet/zimbraKeyRefused.js"
import type { AnyRule } from "../rule.js"

export const fleetRules: readonly AnyRule[] = [
  fleetNameMissing,
  fleetNameUnwanted,
  zimbraKeyNeedsRecent,
  zimbraKeyRefused,
]
