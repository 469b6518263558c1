/** Every rule there is; a rule that is not listed does not run. */

import { chainRules } from "./registry/chain.js"
import { constraintsRules } from "./registry/constraints.js"
import { fleetRules } from "./registry/fleet.js"
import { identifiersRules } from "./registry/identifiers.js"
import { issuerRules } from "./registry/issuer.js"
import { keysRules } from "./registry/keys.js"
import { namesRules } from "./registry/names.js"
import { policiesRules } from "./registry/policies.js"
import { privateKeyRules } from "./registry/privateKey.js"
import { revocationRules } from "./registry/revocation.js"
import { signatureRules } from "./registry/signature.js"
import { structureRules } from "./registry/structure.js"
import { subjectRules } from "./registry/subject.js"
import { transparencyRules } from "./registry/transparency.js"
import { usageRules } from "./registry/usage.js"
import { validityRules } from "./registry/validity.js"
import type { AnyRule } from "./rule.js"

export const rules: readonly AnyRule[] = [
  ...chainRules,
  ...constraintsRules,
  ...fleetRules,
  ...identifiersRules,
  ...issuerRules,
  ...keysRules,
  ...namesRules,
  ...policiesRules,
  ...privateKeyRules,
  ...revocationRules,
  ...signatureRules,
  ...structureRules,
  ...subjectRules,
  ...transparencyRules,
  ...usageRules,
  ...validityRules,
]
