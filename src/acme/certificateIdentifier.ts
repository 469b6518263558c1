import type { Certificate } from "../x509/certificate.js"
import { base64url } from "./jws.js"

/**
 * The name of a certificate in renewal information and in `replaces`: RFC 9773 section 4.1.
 *
 * @returns undefined for a certificate without a readable key identifier of its issuer: no CA could tell it from others
 */
export function certificateIdentifier({ extensions, serialOctets }: Certificate): string | undefined {
  const authority = extensions.authorityKeyIdentifier
  const keyIdentifier = authority?.ok === true ? authority.value.keyIdentifier : undefined
  if (keyIdentifier === undefined || keyIdentifier.length === 0) return undefined
  return `${base64url(keyIdentifier)}.${base64url(serialOctets)}`
}
