/** Rules about structure, in the order of their codes. */

import type { AnyRule } from "../rule.js"
import { basicConstraintsNotDer } from "../structure/basicConstraintsNotDer.js"
import { criticalExtensionUnknown } from "../structure/criticalExtensionUnknown.js"
import { extensionEmpty } from "../structure/extensionEmpty.js"
import { extensionNotDer } from "../structure/extensionNotDer.js"
import { extensionRepeated } from "../structure/extensionRepeated.js"
import { extensionsWithoutVersion3 } from "../structure/extensionsWithoutVersion3.js"
import { extensionUnreadable } from "../structure/extensionUnreadable.js"
import { generalizedTimeBefore2050 } from "../structure/generalizedTimeBefore2050.js"
import { generalizedTimeNotZulu } from "../structure/generalizedTimeNotZulu.js"
import { generalizedTimeWithFraction } from "../structure/generalizedTimeWithFraction.js"
import { generalizedTimeWithoutSeconds } from "../structure/generalizedTimeWithoutSeconds.js"
import { notStrictlyDer } from "../structure/notStrictlyDer.js"
import { precertificatePoison } from "../structure/precertificatePoison.js"
import { serialNotPositive } from "../structure/serialNotPositive.js"
import { serialPredictable } from "../structure/serialPredictable.js"
import { serialTooLong } from "../structure/serialTooLong.js"
import { subjectDirectoryAttributesCritical } from "../structure/subjectDirectoryAttributesCritical.js"
import { uniqueIdentifier } from "../structure/uniqueIdentifier.js"
import { uniqueIdentifierInVersion1 } from "../structure/uniqueIdentifierInVersion1.js"
import { utcTimeNotZulu } from "../structure/utcTimeNotZulu.js"
import { utcTimeWithoutSeconds } from "../structure/utcTimeWithoutSeconds.js"
import { versionNot3 } from "../structure/versionNot3.js"

export const structureRules: readonly AnyRule[] = [
  basicConstraintsNotDer,
  criticalExtensionUnknown,
  extensionEmpty,
  extensionNotDer,
  extensionRepeated,
  extensionUnreadable,
  extensionsWithoutVersion3,
  generalizedTimeBefore2050,
  generalizedTimeNotZulu,
  generalizedTimeWithFraction,
  generalizedTimeWithoutSeconds,
  notStrictlyDer,
  precertificatePoison,
  serialNotPositive,
  serialPredictable,
  serialTooLong,
  subjectDirectoryAttributesCritical,
  uniqueIdentifier,
  uniqueIdentifierInVersion1,
  utcTimeNotZulu,
  utcTimeWithoutSeconds,
  versionNot3,
]
