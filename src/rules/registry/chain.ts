import { chainDisordered } from "../chain/chainDisordered.js"
import { chainDuplicate } from "../chain/chainDuplicate.js"
import { chainEndsFirst } from "../chain/chainEndsFirst.js"
import { chainIncomplete } from "../chain/chainIncomplete.js"
import { chainInvalid } from "../chain/chainInvalid.js"
import { chainNotForZimbra } from "../chain/chainNotForZimbra.js"
import { chainRootNotTrusted } from "../chain/chainRootNotTrusted.js"
import { chainRootRetired } from "../chain/chainRootRetired.js"
import { chainUnrelated } from "../chain/chainUnrelated.js"
import { servedWithoutChain } from "../chain/servedWithoutChain.js"
import type { AnyRule } from "../rule.js"

export const chainRules: readonly AnyRule[] = [
  chainDisordered,
  chainDuplicate,
  chainEndsFirst,
  chainIncomplete,
  chainInvalid,
  chainRootNotTrusted,
  chainRootRetired,
  chainUnrelated,
  servedWithoutChain,
  chainNotForZimbra,
]
