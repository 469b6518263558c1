import { chainDisordered } from "../chain/chainDisordered.js"
import { chainDuplicate } from "../chain/chainDuplicate.js"
import { chainEndsFirst } from "../chain/chainEndsFirst.js"
import { chainIncomplete } from "../chain/chainIncomplete.js"
import { chainInvalid } from "../chain/chainInvalid.js"
import { chainNotForZimbra } from "../chain/chainNotForZimbra.js"
import { chainRootNotTrusted } from "../chain/chainRootNotTrusted.js"
import { chainRootRetired } from "../chain/chainRootRetired.js"
import { chainUnrelated } from "../chain/chainUnrelated.js"
import { chainWrongSignature } from "../chain/chainWrongSignature.js"
import { hostNameMismatch } from "../chain/hostNameMismatch.js"
import { javaRefusesChain } from "../chain/javaRefusesChain.js"
import { namesUnreadable } from "../chain/namesUnreadable.js"
import { notForServers } from "../chain/notForServers.js"
import { revocationUnknown } from "../chain/revocationUnknown.js"
import { revoked } from "../chain/revoked.js"
import { rootAsDelivered } from "../chain/rootAsDelivered.js"
import { selfSigned } from "../chain/selfSigned.js"
import { servedTlsOld } from "../chain/servedTlsOld.js"
import { servedWithoutChain } from "../chain/servedWithoutChain.js"
import { zimbraRefusesChain } from "../chain/zimbraRefusesChain.js"
import type { AnyRule } from "../rule.js"

export const chainRules: readonly AnyRule[] = [
  chainDisordered,
  chainDuplicate,
  chainEndsFirst,
  chainIncomplete,
  chainInvalid,
  chainNotForZimbra,
  chainRootNotTrusted,
  chainRootRetired,
  chainUnrelated,
  chainWrongSignature,
  hostNameMismatch,
  javaRefusesChain,
  namesUnreadable,
  notForServers,
  revocationUnknown,
  revoked,
  rootAsDelivered,
  selfSigned,
  servedTlsOld,
  servedWithoutChain,
  zimbraRefusesChain,
]
