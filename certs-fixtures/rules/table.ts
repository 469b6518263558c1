/** Two recipes for every rule. */
import type { Pairs } from "./build.js"
import { constraintsPairs } from "./constraints.js"
import { identifiersPairs } from "./identifiers.js"
import { issuerPairs } from "./issuer.js"
import { keysPairs } from "./keys.js"
import { namesPairs } from "./names.js"
import { onionsPairs } from "./onions.js"
import { policiesPairs } from "./policies.js"
import { revocationPairs } from "./revocation.js"
import { sanKindsPairs } from "./sanKinds.js"
import { signaturePairs } from "./signature.js"
import { structurePairs } from "./structure.js"
import { subjectPairs } from "./subject.js"
import { subjectKindsPairs } from "./subjectKinds.js"
import { subjectLengthsPairs } from "./subjectLengths.js"
import { transparencyPairs } from "./transparency.js"
import { usagePairs } from "./usage.js"
import { validityPairs } from "./validity.js"

export const rulePairs: Pairs = {
  ...constraintsPairs,
  ...identifiersPairs,
  ...issuerPairs,
  ...keysPairs,
  ...namesPairs,
  ...onionsPairs,
  ...policiesPairs,
  ...revocationPairs,
  ...sanKindsPairs,
  ...signaturePairs,
  ...structurePairs,
  ...subjectPairs,
  ...subjectKindsPairs,
  ...subjectLengthsPairs,
  ...transparencyPairs,
  ...usagePairs,
  ...validityPairs,
}
