/** Rules about constraints, in the order of their codes. */

import { caNameConstraintsNotCritical } from "../constraints/caNameConstraintsNotCritical.js"
import { nameConstraintDnsLeadingDot } from "../constraints/nameConstraintDnsLeadingDot.js"
import { nameConstraintDnsMalformed } from "../constraints/nameConstraintDnsMalformed.js"
import { nameConstraintEdiParty } from "../constraints/nameConstraintEdiParty.js"
import { nameConstraintIpMalformed } from "../constraints/nameConstraintIpMalformed.js"
import { nameConstraintRegisteredId } from "../constraints/nameConstraintRegisteredId.js"
import { nameConstraintReservedIp } from "../constraints/nameConstraintReservedIp.js"
import { nameConstraintsEmpty } from "../constraints/nameConstraintsEmpty.js"
import { nameConstraintsMaximum } from "../constraints/nameConstraintsMaximum.js"
import { nameConstraintsMinimum } from "../constraints/nameConstraintsMinimum.js"
import { nameConstraintsNotCritical } from "../constraints/nameConstraintsNotCritical.js"
import { nameConstraintsNotInCa } from "../constraints/nameConstraintsNotInCa.js"
import { nameConstraintUriNotHost } from "../constraints/nameConstraintUriNotHost.js"
import { nameConstraintX400 } from "../constraints/nameConstraintX400.js"
import type { AnyRule } from "../rule.js"

export const constraintsRules: readonly AnyRule[] = [
  caNameConstraintsNotCritical,
  nameConstraintDnsLeadingDot,
  nameConstraintDnsMalformed,
  nameConstraintEdiParty,
  nameConstraintIpMalformed,
  nameConstraintRegisteredId,
  nameConstraintReservedIp,
  nameConstraintUriNotHost,
  nameConstraintX400,
  nameConstraintsEmpty,
  nameConstraintsMaximum,
  nameConstraintsMinimum,
  nameConstraintsNotCritical,
  nameConstraintsNotInCa,
]
