/** Rules about identifiers, in the order of their codes. */

import { authorityKeyIdentifierBothForms } from "../identifiers/authorityKeyIdentifierBothForms.js"
import { authorityKeyIdentifierCritical } from "../identifiers/authorityKeyIdentifierCritical.js"
import { authorityKeyIdentifierMissing } from "../identifiers/authorityKeyIdentifierMissing.js"
import { authorityKeyIdentifierWithoutKey } from "../identifiers/authorityKeyIdentifierWithoutKey.js"
import { caWithoutSubjectKeyIdentifier } from "../identifiers/caWithoutSubjectKeyIdentifier.js"
import { subjectKeyIdentifierCritical } from "../identifiers/subjectKeyIdentifierCritical.js"
import { subjectKeyIdentifierMissing } from "../identifiers/subjectKeyIdentifierMissing.js"
import { subjectKeyIdentifierNotRecommended } from "../identifiers/subjectKeyIdentifierNotRecommended.js"
import type { AnyRule } from "../rule.js"

export const identifiersRules: readonly AnyRule[] = [
  authorityKeyIdentifierBothForms,
  authorityKeyIdentifierCritical,
  authorityKeyIdentifierMissing,
  authorityKeyIdentifierWithoutKey,
  caWithoutSubjectKeyIdentifier,
  subjectKeyIdentifierCritical,
  subjectKeyIdentifierMissing,
  subjectKeyIdentifierNotRecommended,
]
