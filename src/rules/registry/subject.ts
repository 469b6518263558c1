/** Rules about subject, in the order of their codes. */

import type { AnyRule } from "../rule.js"
import { businessCategoryUnknown } from "../subject/businessCategoryUnknown.js"
import { caCountryNotIso } from "../subject/caCountryNotIso.js"
import { caSubjectEmpty } from "../subject/caSubjectEmpty.js"
import { caWithOrganizationalUnit } from "../subject/caWithOrganizationalUnit.js"
import { caWithoutCommonName } from "../subject/caWithoutCommonName.js"
import { caWithoutCountry } from "../subject/caWithoutCountry.js"
import { caWithoutOrganization } from "../subject/caWithoutOrganization.js"
import { commonNameTooLong } from "../subject/commonNameTooLong.js"
import { countryMissing } from "../subject/countryMissing.js"
import { countryNotIso } from "../subject/countryNotIso.js"
import { countryNotPrintable } from "../subject/countryNotPrintable.js"
import { dvSubjectAttribute } from "../subject/dvSubjectAttribute.js"
import { dvWithLocality } from "../subject/dvWithLocality.js"
import { dvWithOrganization } from "../subject/dvWithOrganization.js"
import { dvWithPostalCode } from "../subject/dvWithPostalCode.js"
import { dvWithState } from "../subject/dvWithState.js"
import { dvWithStreet } from "../subject/dvWithStreet.js"
import { evWithoutBusinessCategory } from "../subject/evWithoutBusinessCategory.js"
import { evWithoutCountry } from "../subject/evWithoutCountry.js"
import { evWithoutJurisdictionCountry } from "../subject/evWithoutJurisdictionCountry.js"
import { evWithoutOrganization } from "../subject/evWithoutOrganization.js"
import { evWithoutSerialNumber } from "../subject/evWithoutSerialNumber.js"
import { givenNameLongerThanAdvised } from "../subject/givenNameLongerThanAdvised.js"
import { givenNameTooLong } from "../subject/givenNameTooLong.js"
import { ivWithoutCountry } from "../subject/ivWithoutCountry.js"
import { ivWithoutFullName } from "../subject/ivWithoutFullName.js"
import { ivWithoutName } from "../subject/ivWithoutName.js"
import { ivWithoutPlace } from "../subject/ivWithoutPlace.js"
import { jurisdictionCountryNotIso } from "../subject/jurisdictionCountryNotIso.js"
import { jurisdictionWithoutEvPolicy } from "../subject/jurisdictionWithoutEvPolicy.js"
import { localityMissing } from "../subject/localityMissing.js"
import { localityTooLong } from "../subject/localityTooLong.js"
import { localityWithoutOrganization } from "../subject/localityWithoutOrganization.js"
import { nameWithEmptyComponent } from "../subject/nameWithEmptyComponent.js"
import { organizationalUnitProhibited } from "../subject/organizationalUnitProhibited.js"
import { organizationalUnitTooLong } from "../subject/organizationalUnitTooLong.js"
import { organizationalUnitWithoutOrganization } from "../subject/organizationalUnitWithoutOrganization.js"
import { organizationIdentifierMalformed } from "../subject/organizationIdentifierMalformed.js"
import { organizationTooLong } from "../subject/organizationTooLong.js"
import { ovWithoutCountry } from "../subject/ovWithoutCountry.js"
import { ovWithoutOrganization } from "../subject/ovWithoutOrganization.js"
import { ovWithoutPlace } from "../subject/ovWithoutPlace.js"
import { personalNameWithoutIvPolicy } from "../subject/personalNameWithoutIvPolicy.js"
import { placeWithOddCharacters } from "../subject/placeWithOddCharacters.js"
import { postalCodeTooLong } from "../subject/postalCodeTooLong.js"
import { postalCodeWithoutOrganization } from "../subject/postalCodeWithoutOrganization.js"
import { printableStringAlphabet } from "../subject/printableStringAlphabet.js"
import { rdnNotSingle } from "../subject/rdnNotSingle.js"
import { serialAttributeNotPrintable } from "../subject/serialAttributeNotPrintable.js"
import { serialAttributeTooLong } from "../subject/serialAttributeTooLong.js"
import { stateTooLong } from "../subject/stateTooLong.js"
import { stateWithoutOrganization } from "../subject/stateWithoutOrganization.js"
import { streetTooLong } from "../subject/streetTooLong.js"
import { streetWithoutOrganization } from "../subject/streetWithoutOrganization.js"
import { subjectAttributeEncoding } from "../subject/subjectAttributeEncoding.js"
import { subjectAttributeOrder } from "../subject/subjectAttributeOrder.js"
import { subjectAttributeRepeated } from "../subject/subjectAttributeRepeated.js"
import { subjectControlCharacters } from "../subject/subjectControlCharacters.js"
import { subjectLeadingBlank } from "../subject/subjectLeadingBlank.js"
import { subjectMailNotInSan } from "../subject/subjectMailNotInSan.js"
import { subjectMailTooLong } from "../subject/subjectMailTooLong.js"
import { subjectMultipleValuedRdn } from "../subject/subjectMultipleValuedRdn.js"
import { subjectPlaceholderValue } from "../subject/subjectPlaceholderValue.js"
import { subjectTrailingBlank } from "../subject/subjectTrailingBlank.js"
import { surnameLongerThanAdvised } from "../subject/surnameLongerThanAdvised.js"
import { surnameTooLong } from "../subject/surnameTooLong.js"
import { textLatin1AsUtf8 } from "../subject/textLatin1AsUtf8.js"

export const subjectRules: readonly AnyRule[] = [
  businessCategoryUnknown,
  caCountryNotIso,
  caSubjectEmpty,
  caWithOrganizationalUnit,
  caWithoutCommonName,
  caWithoutCountry,
  caWithoutOrganization,
  commonNameTooLong,
  countryMissing,
  countryNotIso,
  countryNotPrintable,
  dvSubjectAttribute,
  dvWithLocality,
  dvWithOrganization,
  dvWithPostalCode,
  dvWithState,
  dvWithStreet,
  evWithoutBusinessCategory,
  evWithoutCountry,
  evWithoutJurisdictionCountry,
  evWithoutOrganization,
  evWithoutSerialNumber,
  givenNameLongerThanAdvised,
  givenNameTooLong,
  ivWithoutCountry,
  ivWithoutFullName,
  ivWithoutName,
  ivWithoutPlace,
  jurisdictionCountryNotIso,
  jurisdictionWithoutEvPolicy,
  localityMissing,
  localityTooLong,
  localityWithoutOrganization,
  nameWithEmptyComponent,
  organizationIdentifierMalformed,
  organizationTooLong,
  organizationalUnitProhibited,
  organizationalUnitTooLong,
  organizationalUnitWithoutOrganization,
  ovWithoutCountry,
  ovWithoutOrganization,
  ovWithoutPlace,
  personalNameWithoutIvPolicy,
  placeWithOddCharacters,
  postalCodeTooLong,
  postalCodeWithoutOrganization,
  printableStringAlphabet,
  rdnNotSingle,
  serialAttributeNotPrintable,
  serialAttributeTooLong,
  stateTooLong,
  stateWithoutOrganization,
  streetTooLong,
  streetWithoutOrganization,
  subjectAttributeEncoding,
  subjectAttributeOrder,
  subjectAttributeRepeated,
  subjectControlCharacters,
  subjectLeadingBlank,
  subjectMailNotInSan,
  subjectMailTooLong,
  subjectMultipleValuedRdn,
  subjectPlaceholderValue,
  subjectTrailingBlank,
  surnameLongerThanAdvised,
  surnameTooLong,
  textLatin1AsUtf8,
]
