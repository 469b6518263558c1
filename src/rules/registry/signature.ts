/** Rules about signature, in the order of their codes. */
import type { AnyRule } from "../rule.js"
import { ecdsaSignatureEncoding } from "../signature/ecdsaSignatureEncoding.js"
import { pssParametersEncoding } from "../signature/pssParametersEncoding.js"
import { rsaSignatureParametersNotNull } from "../signature/rsaSignatureParametersNotNull.js"
import { sha1Signature } from "../signature/sha1Signature.js"
import { sha1SignatureExpiresLate } from "../signature/sha1SignatureExpiresLate.js"
import { signatureAlgorithmsDiffer } from "../signature/signatureAlgorithmsDiffer.js"
import { signatureAlgorithmUnsupported } from "../signature/signatureAlgorithmUnsupported.js"

export const signatureRules: readonly AnyRule[] = [
  ecdsaSignatureEncoding,
  pssParametersEncoding,
  rsaSignatureParametersNotNull,
  sha1Signature,
  sha1SignatureExpiresLate,
  signatureAlgorithmUnsupported,
  signatureAlgorithmsDiffer,
]
