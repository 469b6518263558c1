/** What OpenSSL 3.x knows of extensions, whoever asks: crypto/x509/v3_purp.c. */
import type { Certificate } from "./certificate.js"
import { sameBytes } from "./derValues.js"
import type { KeyUsageName } from "./extensions/basic.js"
import { type Name, sameName } from "./name.js"
import { extensionOids, usageOids } from "./oids.js"
import { sameOpensslName } from "./opensslName.js"
import { opensslOnlyOids } from "./opensslOnly.js"

/** X509_supported_extension. */
export const opensslSupported: ReadonlySet<string> = new Set([
  ...Object.values(opensslOnlyOids),
  extensionOids.keyUsage,
  extensionOids.subjectAltName,
  extensionOids.basicConstraints,
  extensionOids.certificatePolicies,
  extensionOids.crlDistributionPoints,
  extensionOids.extKeyUsage,
  extensionOids.ocspNoCheck,
  extensionOids.policyConstraints,
  extensionOids.nameConstraints,
  extensionOids.policyMappings,
  extensionOids.inhibitAnyPolicy,
])

/** ossl_x509v3_cache_extensions: read before anything else, so that a defect ends the verification. */
export const opensslCached: ReadonlySet<string> = new Set([
  extensionOids.basicConstraints,
  extensionOids.keyUsage,
  extensionOids.extKeyUsage,
  extensionOids.subjectKeyIdentifier,
  extensionOids.authorityKeyIdentifier,
  extensionOids.subjectAltName,
  extensionOids.nameConstraints,
  extensionOids.crlDistributionPoints,
  ...Object.values(opensslOnlyOids),
])

/** What stands for serverAuth: beside it the server-gated cryptography of Microsoft and Netscape. */
export const serverPurposes: readonly string[] = [
  usageOids.serverAuth,
  "1.3.6.1.4.1.311.10.3.3",
  "2.16.840.1.113730.4.1",
]

/** Any of these lets a key take part in a server's handshake. */
export const serverHandshakes: readonly KeyUsageName[] = [
  "digitalSignature",
  "keyEncipherment",
  "keyAgreement",
]

/** EXFLAG_SI: subject and issuer are the same name for OpenSSL. */
export function isOpensslSelfIssued({ subject, issuer }: Certificate): boolean {
  return sameOpensslName(subject, issuer)
}

/**
 * X509_check_akid, RFC 5280 section 4.2.1.1: whether key identifier, issuer and serial number are those of the issuer.
 * Only what both certificates state can contradict.
 */
export function pointsTo(
  certificate: Certificate,
  issuer: Certificate,
  same: (one: Name, other: Name) => boolean = sameName,
): boolean {
  const authority = certificate.extensions.authorityKeyIdentifier
  if (authority?.ok !== true) return true
  const own = issuer.extensions.subjectKeyIdentifier
  const { keyIdentifier, serial, issuer: names = [] } = authority.value
  if (keyIdentifier !== undefined && own?.ok === true && !sameBytes(keyIdentifier, own.value)) return false
  if (serial !== undefined && !sameBytes(serial, issuer.serialOctets)) return false
  const named = names.find(({ kind }) => kind === "directory")
  return named?.kind !== "directory" || same(named.name, issuer.issuer)
}
