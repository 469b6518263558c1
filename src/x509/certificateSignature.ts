/** Which keys signed a certificate. */
import type { Certificate } from "./certificate.js"
import type { PublicKey } from "./publicKey.js"
import { type SignatureResult, verifySignature } from "./signature.js"

const results = new WeakMap<Certificate, Map<PublicKey, SignatureResult>>()

/**
 * Whether the key made the certificate's signature (RFC 5280 section 4.1.1.3). Found out once for each pair: the same
 * links are parts of many chains.
 */
export function certificateSignature(certificate: Certificate, key: PublicKey): SignatureResult {
  const known = results.get(certificate)?.get(key)
  if (known !== undefined) return known
  const { signatureAlgorithm, tbs, signature } = certificate
  const result = verifySignature(signatureAlgorithm, key, tbs, signature)
  const tried = results.get(certificate)
  if (tried === undefined) results.set(certificate, new Map([[key, result]]))
  else tried.set(key, result)
  return result
}

/** Whether its own key signed it, whatever names it bears. */
export function isSignedByOwnKey(certificate: Certificate): boolean {
  return certificateSignature(certificate, certificate.publicKey).kind === "valid"
}
