import type { CertificateView } from "../view/certificateView.js"

/** The longest encoding of two integers below 2^384. */
const longestP384 = 104

/** Whether the signature is ECDSA of a key on a larger curve than P-384: the signer's key itself is elsewhere. */
export function isSignedAboveP384({ signatureAlgorithm, certificate }: CertificateView): boolean {
  return signatureAlgorithm.oid.startsWith("1.2.840.10045.4.") && certificate.signature.length > longestP384
}
