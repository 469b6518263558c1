import { hex } from "../../x509/derValues.js"
import { certificateRule } from "../rule.js"
import { isSignedAboveP384 } from "../support/ecdsaSize.js"
import { when } from "../support/facts.js"

const ecdsaSha256 = "300a06082a8648ce3d040302"
const ecdsaSha384 = "300a06082a8648ce3d040303"
/** The longest encoding of two integers below 2^256. */
const longestP256 = 72

export const ecdsaSignatureEncoding = certificateRule({
  code: "ecdsa-signature-encoding",
  severity: "error",
  scopes: ["leaf", "self-signed", "intermediate", "root"],
  source: "mozilla",
  citation: "Mozilla Root Store Policy 5.1.2",
  inForce: { from: "2025-03-15" },
  message: "the ECDSA signature algorithm does not fit the signing key's curve",
  at: "signatureAlgorithm",
  documentation: {
    what: "A P-256 key signs with SHA-256 and a P-384 key with SHA-384, the algorithm encoded without parameters.",
    why: "CAs in Mozilla's program may sign in no other way. The curve is told from the size of the signature.",
    bad: "ecdsa-with-SHA512 by a P-256 key",
    good: "ecdsa-with-SHA256 by a P-256 key",
  },
  check: (view) => {
    if (!view.signatureAlgorithm.oid.startsWith("1.2.840.10045.4.")) return undefined
    // No pairing fits P-521, and that is a finding of its own.
    if (isSignedAboveP384(view)) return undefined
    const expected = view.certificate.signature.length <= longestP256 ? ecdsaSha256 : ecdsaSha384
    return when(hex(view.raw.signature) !== expected)
  },
})
