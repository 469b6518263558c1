/** Rules about issuer, in the order of their codes. */

import { issuerAltNameCritical } from "../issuer/issuerAltNameCritical.js"
import { issuerAltNameEmptyName } from "../issuer/issuerAltNameEmptyName.js"
import { issuerAltNameLeadingDot } from "../issuer/issuerAltNameLeadingDot.js"
import { issuerAltNameMailInvalid } from "../issuer/issuerAltNameMailInvalid.js"
import { issuerAltNameNotAscii } from "../issuer/issuerAltNameNotAscii.js"
import { issuerAltNameNullCharacter } from "../issuer/issuerAltNameNullCharacter.js"
import { issuerAltNamePublicSuffix } from "../issuer/issuerAltNamePublicSuffix.js"
import { issuerAltNameSpace } from "../issuer/issuerAltNameSpace.js"
import { issuerAltNameUriHostUnqualified } from "../issuer/issuerAltNameUriHostUnqualified.js"
import { issuerAltNameUriMalformed } from "../issuer/issuerAltNameUriMalformed.js"
import { issuerAltNameUriNotAscii } from "../issuer/issuerAltNameUriNotAscii.js"
import { issuerAltNameUriRelative } from "../issuer/issuerAltNameUriRelative.js"
import { issuerAltNameWildcardBare } from "../issuer/issuerAltNameWildcardBare.js"
import { issuerAltNameWildcardNotFirst } from "../issuer/issuerAltNameWildcardNotFirst.js"
import { issuerAltNameWithoutEntries } from "../issuer/issuerAltNameWithoutEntries.js"
import { issuerCountryNotPrintable } from "../issuer/issuerCountryNotPrintable.js"
import { issuerEmpty } from "../issuer/issuerEmpty.js"
import { issuerLeadingBlank } from "../issuer/issuerLeadingBlank.js"
import { issuerMultipleValuedRdn } from "../issuer/issuerMultipleValuedRdn.js"
import { issuerTrailingBlank } from "../issuer/issuerTrailingBlank.js"
import type { AnyRule } from "../rule.js"

export const issuerRules: readonly AnyRule[] = [
  issuerAltNameCritical,
  issuerAltNameEmptyName,
  issuerAltNameLeadingDot,
  issuerAltNameMailInvalid,
  issuerAltNameNotAscii,
  issuerAltNameNullCharacter,
  issuerAltNamePublicSuffix,
  issuerAltNameSpace,
  issuerAltNameUriHostUnqualified,
  issuerAltNameUriMalformed,
  issuerAltNameUriNotAscii,
  issuerAltNameUriRelative,
  issuerAltNameWildcardBare,
  issuerAltNameWildcardNotFirst,
  issuerAltNameWithoutEntries,
  issuerCountryNotPrintable,
  issuerEmpty,
  issuerLeadingBlank,
  issuerMultipleValuedRdn,
  issuerTrailingBlank,
]
