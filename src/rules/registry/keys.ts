/** Rules about keys, in the order of their codes. */

import { dsaKey } from "../keys/dsaKey.js"
import { dsaKeyMozilla } from "../keys/dsaKeyMozilla.js"
import { dsaKeyOutOfRange } from "../keys/dsaKeyOutOfRange.js"
import { dsaKeyTooShort } from "../keys/dsaKeyTooShort.js"
import { dsaKeyWrongSubgroup } from "../keys/dsaKeyWrongSubgroup.js"
import { dsaParametersMissing } from "../keys/dsaParametersMissing.js"
import { dsaSizesNotAllowed } from "../keys/dsaSizesNotAllowed.js"
import { ecCurveNotAllowed } from "../keys/ecCurveNotAllowed.js"
import { ecKeyEncoding } from "../keys/ecKeyEncoding.js"
import { ecPointNotOnCurve } from "../keys/ecPointNotOnCurve.js"
import { keyAlgorithmEncoding } from "../keys/keyAlgorithmEncoding.js"
import { keyBlocked } from "../keys/keyBlocked.js"
import { keyTypeNotAllowed } from "../keys/keyTypeNotAllowed.js"
import { p521Mozilla } from "../keys/p521Mozilla.js"
import { requestKeyUnusual } from "../keys/requestKeyUnusual.js"
import { rsaExponentEven } from "../keys/rsaExponentEven.js"
import { rsaExponentNotInRange } from "../keys/rsaExponentNotInRange.js"
import { rsaExponentOne } from "../keys/rsaExponentOne.js"
import { rsaExponentTooSmall } from "../keys/rsaExponentTooSmall.js"
import { rsaKeyBelowMozillaMinimum } from "../keys/rsaKeyBelowMozillaMinimum.js"
import { rsaKeyParametersNotNull } from "../keys/rsaKeyParametersNotNull.js"
import { rsaKeyTooShort } from "../keys/rsaKeyTooShort.js"
import { rsaModulusEven } from "../keys/rsaModulusEven.js"
import { rsaModulusNotWholeOctets } from "../keys/rsaModulusNotWholeOctets.js"
import { rsaModulusSmallFactor } from "../keys/rsaModulusSmallFactor.js"
import { rsaOldIntermediateKeyTooShort } from "../keys/rsaOldIntermediateKeyTooShort.js"
import { rsaOldLeafKeyTooShort } from "../keys/rsaOldLeafKeyTooShort.js"
import { rsaOldRootKeyTooShort } from "../keys/rsaOldRootKeyTooShort.js"
import { rsaPrimesClose } from "../keys/rsaPrimesClose.js"
import { rsaPssKey } from "../keys/rsaPssKey.js"
import { rsaRocaKey } from "../keys/rsaRocaKey.js"
import type { AnyRule } from "../rule.js"

export const keysRules: readonly AnyRule[] = [
  dsaKey,
  dsaKeyMozilla,
  dsaKeyOutOfRange,
  dsaKeyTooShort,
  dsaKeyWrongSubgroup,
  dsaParametersMissing,
  dsaSizesNotAllowed,
  ecCurveNotAllowed,
  ecKeyEncoding,
  ecPointNotOnCurve,
  keyAlgorithmEncoding,
  keyBlocked,
  keyTypeNotAllowed,
  p521Mozilla,
  requestKeyUnusual,
  rsaExponentEven,
  rsaExponentNotInRange,
  rsaExponentOne,
  rsaExponentTooSmall,
  rsaKeyBelowMozillaMinimum,
  rsaKeyParametersNotNull,
  rsaKeyTooShort,
  rsaModulusEven,
  rsaModulusNotWholeOctets,
  rsaModulusSmallFactor,
  rsaOldIntermediateKeyTooShort,
  rsaOldLeafKeyTooShort,
  rsaOldRootKeyTooShort,
  rsaPrimesClose,
  rsaPssKey,
  rsaRocaKey,
]
