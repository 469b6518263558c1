/** Rules about names, in the order of their codes. */

import { aLabelInvalid } from "../names/aLabelInvalid.js"
import { aLabelNotNfc } from "../names/aLabelNotNfc.js"
import { aLabelNotPunycode } from "../names/aLabelNotPunycode.js"
import { commonNameIncluded } from "../names/commonNameIncluded.js"
import { commonNameIsIp } from "../names/commonNameIsIp.js"
import { commonNameNotCovered } from "../names/commonNameNotCovered.js"
import { commonNameNotExactlyInSan } from "../names/commonNameNotExactlyInSan.js"
import { commonNameNotInSan } from "../names/commonNameNotInSan.js"
import { commonNameNotRecommended } from "../names/commonNameNotRecommended.js"
import { commonNameRepeated } from "../names/commonNameRepeated.js"
import { commonNameReservedIp } from "../names/commonNameReservedIp.js"
import { dnsLabelHyphenAtEdge } from "../names/dnsLabelHyphenAtEdge.js"
import { dnsLabelReservedHyphens } from "../names/dnsLabelReservedHyphens.js"
import { dnsLabelTooLong } from "../names/dnsLabelTooLong.js"
import { dnsNameBadCharacter } from "../names/dnsNameBadCharacter.js"
import { dnsNameEmptyLabel } from "../names/dnsNameEmptyLabel.js"
import { dnsNameLeadingDot } from "../names/dnsNameLeadingDot.js"
import { dnsNameMalformed } from "../names/dnsNameMalformed.js"
import { dnsNameNullCharacter } from "../names/dnsNameNullCharacter.js"
import { dnsNameRedacted } from "../names/dnsNameRedacted.js"
import { dnsNameTooLong } from "../names/dnsNameTooLong.js"
import { dnsNameUnderscore } from "../names/dnsNameUnderscore.js"
import { dnsRegisteredLabelUnderscore } from "../names/dnsRegisteredLabelUnderscore.js"
import { dnsSubdomainUnderscore } from "../names/dnsSubdomainUnderscore.js"
import { dnsUnderscoreBeforeBallot } from "../names/dnsUnderscoreBeforeBallot.js"
import { dnsUnderscoreNotReplaceable } from "../names/dnsUnderscoreNotReplaceable.js"
import { dnsUnderscoreTooLongLived } from "../names/dnsUnderscoreTooLongLived.js"
import { evWithIpAddress } from "../names/evWithIpAddress.js"
import { evWithWildcard } from "../names/evWithWildcard.js"
import { nameIsPublicSuffix } from "../names/nameIsPublicSuffix.js"
import { nameIsTopLevelDomain } from "../names/nameIsTopLevelDomain.js"
import { onionChecksumWrong } from "../names/onionChecksumWrong.js"
import { onionDescriptorHashMissing } from "../names/onionDescriptorHashMissing.js"
import { onionInvalid } from "../names/onionInvalid.js"
import { onionValidTooLong } from "../names/onionValidTooLong.js"
import { onionWithoutEv } from "../names/onionWithoutEv.js"
import { reverseZoneMalformed } from "../names/reverseZoneMalformed.js"
import { reverseZoneName } from "../names/reverseZoneName.js"
import { reverseZoneReservedIp } from "../names/reverseZoneReservedIp.js"
import { rootWithHostNames } from "../names/rootWithHostNames.js"
import { sanBadIpLength } from "../names/sanBadIpLength.js"
import { sanCriticalWithSubject } from "../names/sanCriticalWithSubject.js"
import { sanDirectoryName } from "../names/sanDirectoryName.js"
import { sanDnsNameIsIp } from "../names/sanDnsNameIsIp.js"
import { sanDuplicateName } from "../names/sanDuplicateName.js"
import { sanEdiPartyName } from "../names/sanEdiPartyName.js"
import { sanEmptyName } from "../names/sanEmptyName.js"
import { sanMailAddress } from "../names/sanMailAddress.js"
import { sanMailAddressInvalid } from "../names/sanMailAddressInvalid.js"
import { sanMissing } from "../names/sanMissing.js"
import { sanNotCriticalWithoutSubject } from "../names/sanNotCriticalWithoutSubject.js"
import { sanOtherName } from "../names/sanOtherName.js"
import { sanRegisteredId } from "../names/sanRegisteredId.js"
import { sanReservedIp } from "../names/sanReservedIp.js"
import { sanSpaceName } from "../names/sanSpaceName.js"
import { sanTextNotAscii } from "../names/sanTextNotAscii.js"
import { sanTooManyNames } from "../names/sanTooManyNames.js"
import { sanUri } from "../names/sanUri.js"
import { sanUriHostUnqualified } from "../names/sanUriHostUnqualified.js"
import { sanUriMalformed } from "../names/sanUriMalformed.js"
import { sanUriNotAscii } from "../names/sanUriNotAscii.js"
import { sanUriRelative } from "../names/sanUriRelative.js"
import { sanWithoutEntries } from "../names/sanWithoutEntries.js"
import { sanX400Address } from "../names/sanX400Address.js"
import { subjectEmptyWithoutSan } from "../names/subjectEmptyWithoutSan.js"
import { unknownTopLevelDomain } from "../names/unknownTopLevelDomain.js"
import { wildcardBare } from "../names/wildcardBare.js"
import { wildcardNotFirst } from "../names/wildcardNotFirst.js"
import { wildcardNotLeftmost } from "../names/wildcardNotLeftmost.js"
import { wildcardPartialLabel } from "../names/wildcardPartialLabel.js"
import { wildcardUnderPublicSuffix } from "../names/wildcardUnderPublicSuffix.js"
import type { AnyRule } from "../rule.js"

export const namesRules: readonly AnyRule[] = [
  aLabelInvalid,
  aLabelNotNfc,
  aLabelNotPunycode,
  commonNameIncluded,
  commonNameIsIp,
  commonNameNotCovered,
  commonNameNotExactlyInSan,
  commonNameNotInSan,
  commonNameNotRecommended,
  commonNameRepeated,
  commonNameReservedIp,
  dnsLabelHyphenAtEdge,
  dnsLabelReservedHyphens,
  dnsLabelTooLong,
  dnsNameBadCharacter,
  dnsNameEmptyLabel,
  dnsNameLeadingDot,
  dnsNameMalformed,
  dnsNameNullCharacter,
  dnsNameRedacted,
  dnsNameTooLong,
  dnsNameUnderscore,
  dnsRegisteredLabelUnderscore,
  dnsSubdomainUnderscore,
  dnsUnderscoreBeforeBallot,
  dnsUnderscoreNotReplaceable,
  dnsUnderscoreTooLongLived,
  evWithIpAddress,
  evWithWildcard,
  nameIsPublicSuffix,
  nameIsTopLevelDomain,
  onionChecksumWrong,
  onionDescriptorHashMissing,
  onionInvalid,
  onionValidTooLong,
  onionWithoutEv,
  reverseZoneMalformed,
  reverseZoneName,
  reverseZoneReservedIp,
  rootWithHostNames,
  sanBadIpLength,
  sanCriticalWithSubject,
  sanDirectoryName,
  sanDnsNameIsIp,
  sanDuplicateName,
  sanEdiPartyName,
  sanEmptyName,
  sanMailAddress,
  sanMailAddressInvalid,
  sanMissing,
  sanNotCriticalWithoutSubject,
  sanOtherName,
  sanRegisteredId,
  sanReservedIp,
  sanSpaceName,
  sanTextNotAscii,
  sanTooManyNames,
  sanUri,
  sanUriHostUnqualified,
  sanUriMalformed,
  sanUriNotAscii,
  sanUriRelative,
  sanWithoutEntries,
  sanX400Address,
  subjectEmptyWithoutSan,
  unknownTopLevelDomain,
  wildcardBare,
  wildcardNotFirst,
  wildcardNotLeftmost,
  wildcardPartialLabel,
  wildcardUnderPublicSuffix,
]
