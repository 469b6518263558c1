/** Rules about usage, in the order of their codes. */

import type { AnyRule } from "../rule.js"
import { basicConstraintsNotCritical } from "../usage/basicConstraintsNotCritical.js"
import { caAnyEkuBesideOthers } from "../usage/caAnyEkuBesideOthers.js"
import { caEkuCritical } from "../usage/caEkuCritical.js"
import { caEkuForbiddenPurpose } from "../usage/caEkuForbiddenPurpose.js"
import { caEkuMissing } from "../usage/caEkuMissing.js"
import { caEkuMozilla } from "../usage/caEkuMozilla.js"
import { caEkuNotConstrained } from "../usage/caEkuNotConstrained.js"
import { caKeyUsageNotCritical } from "../usage/caKeyUsageNotCritical.js"
import { caWithoutCertSign } from "../usage/caWithoutCertSign.js"
import { caWithoutCrlSign } from "../usage/caWithoutCrlSign.js"
import { caWithoutDigitalSignature } from "../usage/caWithoutDigitalSignature.js"
import { caWithoutKeyUsage } from "../usage/caWithoutKeyUsage.js"
import { certSignButNotCa } from "../usage/certSignButNotCa.js"
import { certSignWithoutCa } from "../usage/certSignWithoutCa.js"
import { ecKeyAgreement } from "../usage/ecKeyAgreement.js"
import { ecKeyEncipherment } from "../usage/ecKeyEncipherment.js"
import { ecKeyUsageNotAllowed } from "../usage/ecKeyUsageNotAllowed.js"
import { ecLeafKeyUsageUnusual } from "../usage/ecLeafKeyUsageUnusual.js"
import { ecWithoutDigitalSignature } from "../usage/ecWithoutDigitalSignature.js"
import { ekuAnyCritical } from "../usage/ekuAnyCritical.js"
import { ekuClientAuth } from "../usage/ekuClientAuth.js"
import { ekuCritical } from "../usage/ekuCritical.js"
import { ekuExtraPurpose } from "../usage/ekuExtraPurpose.js"
import { ekuForbiddenPurpose } from "../usage/ekuForbiddenPurpose.js"
import { ekuMissing } from "../usage/ekuMissing.js"
import { ekuNotTlsPurpose } from "../usage/ekuNotTlsPurpose.js"
import { ekuWithoutServerAuth } from "../usage/ekuWithoutServerAuth.js"
import { ekuWithoutTls } from "../usage/ekuWithoutTls.js"
import { keyUsageContradictsEku } from "../usage/keyUsageContradictsEku.js"
import { keyUsageEncoding } from "../usage/keyUsageEncoding.js"
import { keyUsageFitsNoPurpose } from "../usage/keyUsageFitsNoPurpose.js"
import { keyUsageNotCritical } from "../usage/keyUsageNotCritical.js"
import { keyUsageTrailingZeros } from "../usage/keyUsageTrailingZeros.js"
import { keyUsageUnusedBits } from "../usage/keyUsageUnusedBits.js"
import { keyUsageWithoutBits } from "../usage/keyUsageWithoutBits.js"
import { leafBasicConstraintsNotCritical } from "../usage/leafBasicConstraintsNotCritical.js"
import { leafKeyUsageNotCritical } from "../usage/leafKeyUsageNotCritical.js"
import { leafWithCertSign } from "../usage/leafWithCertSign.js"
import { leafWithCrlSign } from "../usage/leafWithCrlSign.js"
import { pathLengthNegative } from "../usage/pathLengthNegative.js"
import { pathLengthWithoutCa } from "../usage/pathLengthWithoutCa.js"
import { rootKeyUsageNotCritical } from "../usage/rootKeyUsageNotCritical.js"
import { rootWithExtendedKeyUsage } from "../usage/rootWithExtendedKeyUsage.js"
import { rootWithoutKeyUsage } from "../usage/rootWithoutKeyUsage.js"
import { rootWithPathLength } from "../usage/rootWithPathLength.js"
import { rsaCaKeyUsageNotAllowed } from "../usage/rsaCaKeyUsageNotAllowed.js"
import { rsaCaWithEncipherment } from "../usage/rsaCaWithEncipherment.js"
import { rsaKeyUsageNotPermitted } from "../usage/rsaKeyUsageNotPermitted.js"
import { rsaLeafKeyUsageNotAllowed } from "../usage/rsaLeafKeyUsageNotAllowed.js"

export const usageRules: readonly AnyRule[] = [
  basicConstraintsNotCritical,
  caAnyEkuBesideOthers,
  caEkuCritical,
  caEkuForbiddenPurpose,
  caEkuMissing,
  caEkuMozilla,
  caEkuNotConstrained,
  caKeyUsageNotCritical,
  caWithoutCertSign,
  caWithoutCrlSign,
  caWithoutDigitalSignature,
  caWithoutKeyUsage,
  certSignButNotCa,
  certSignWithoutCa,
  ecKeyAgreement,
  ecKeyEncipherment,
  ecKeyUsageNotAllowed,
  ecLeafKeyUsageUnusual,
  ecWithoutDigitalSignature,
  ekuAnyCritical,
  ekuClientAuth,
  ekuCritical,
  ekuExtraPurpose,
  ekuForbiddenPurpose,
  ekuMissing,
  ekuNotTlsPurpose,
  ekuWithoutServerAuth,
  ekuWithoutTls,
  keyUsageContradictsEku,
  keyUsageEncoding,
  keyUsageFitsNoPurpose,
  keyUsageNotCritical,
  keyUsageTrailingZeros,
  keyUsageUnusedBits,
  keyUsageWithoutBits,
  leafBasicConstraintsNotCritical,
  leafKeyUsageNotCritical,
  leafWithCertSign,
  leafWithCrlSign,
  pathLengthNegative,
  pathLengthWithoutCa,
  rootKeyUsageNotCritical,
  rootWithExtendedKeyUsage,
  rootWithPathLength,
  rootWithoutKeyUsage,
  rsaCaKeyUsageNotAllowed,
  rsaCaWithEncipherment,
  rsaKeyUsageNotPermitted,
  rsaLeafKeyUsageNotAllowed,
]
