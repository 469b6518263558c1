/** Rules about policies, in the order of their codes. */

import { anyPolicyQualifier } from "../policies/anyPolicyQualifier.js"
import { caAnyPolicyBesideOthers } from "../policies/caAnyPolicyBesideOthers.js"
import { caPoliciesCritical } from "../policies/caPoliciesCritical.js"
import { caPoliciesMissing } from "../policies/caPoliciesMissing.js"
import { caWithoutReservedPolicy } from "../policies/caWithoutReservedPolicy.js"
import { caWithSeveralReservedPolicies } from "../policies/caWithSeveralReservedPolicies.js"
import { cpsUriNotHttp } from "../policies/cpsUriNotHttp.js"
import { explicitTextControlCharacters } from "../policies/explicitTextControlCharacters.js"
import { explicitTextIa5String } from "../policies/explicitTextIa5String.js"
import { explicitTextNotNfc } from "../policies/explicitTextNotNfc.js"
import { explicitTextNotUtf8 } from "../policies/explicitTextNotUtf8.js"
import { explicitTextTooLong } from "../policies/explicitTextTooLong.js"
import { inhibitAnyPolicyNotCritical } from "../policies/inhibitAnyPolicyNotCritical.js"
import { leafPoliciesCritical } from "../policies/leafPoliciesCritical.js"
import { leafWithAnyPolicy } from "../policies/leafWithAnyPolicy.js"
import { noticeReference } from "../policies/noticeReference.js"
import { policiesCritical } from "../policies/policiesCritical.js"
import { policiesEmpty } from "../policies/policiesEmpty.js"
import { policiesMissing } from "../policies/policiesMissing.js"
import { policyConstraintsEmpty } from "../policies/policyConstraintsEmpty.js"
import { policyConstraintsNotCritical } from "../policies/policyConstraintsNotCritical.js"
import { policyDuplicate } from "../policies/policyDuplicate.js"
import { policyMappingAny } from "../policies/policyMappingAny.js"
import { policyMappingNotAsserted } from "../policies/policyMappingNotAsserted.js"
import { policyMappingNotCritical } from "../policies/policyMappingNotCritical.js"
import { policyQualifierNotPermitted } from "../policies/policyQualifierNotPermitted.js"
import { reservedPolicyCount } from "../policies/reservedPolicyCount.js"
import { rootWithPolicies } from "../policies/rootWithPolicies.js"
import type { AnyRule } from "../rule.js"

export const policiesRules: readonly AnyRule[] = [
  anyPolicyQualifier,
  caAnyPolicyBesideOthers,
  caPoliciesCritical,
  caPoliciesMissing,
  caWithSeveralReservedPolicies,
  caWithoutReservedPolicy,
  cpsUriNotHttp,
  explicitTextControlCharacters,
  explicitTextIa5String,
  explicitTextNotNfc,
  explicitTextNotUtf8,
  explicitTextTooLong,
  inhibitAnyPolicyNotCritical,
  leafPoliciesCritical,
  leafWithAnyPolicy,
  noticeReference,
  policiesCritical,
  policiesEmpty,
  policiesMissing,
  policyConstraintsEmpty,
  policyConstraintsNotCritical,
  policyDuplicate,
  policyMappingAny,
  policyMappingNotAsserted,
  policyMappingNotCritical,
  policyQualifierNotPermitted,
  reservedPolicyCount,
  rootWithPolicies,
]
