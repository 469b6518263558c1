/** The extensions of clean certificates and requests: Baseline Requirements section 7.1.2. */
import { usageOids } from "../../src/x509/oids.js"
import type { ExtensionSpec, KeyPair } from "../certificateDer.js"
import { dns, extension } from "../extensionDer.js"
import { keyIdentifier } from "../issue.js"
import { access, crlPoints, policies, scts } from "./parts.js"

export const ovPolicy = "2.23.140.1.2.2"
const site = "http://pki.example.edu"

interface Period {
  readonly notBefore: Date
  readonly days: number
}

/** Since then the Baseline Requirements advise against what RFC 5280 asks for. */
const withoutKeyIdentifier = new Date("2023-09-15T00:00:00Z")

/** BR 7.1.2.7.6, without what is not recommended; the SCTs are of the hour after notBefore. */
export function leafExtensions(key: KeyPair, signer: KeyPair, period: Period): ExtensionSpec[] {
  const logged = new Date(period.notBefore.getTime() + 3_600_000)
  return [
    extension.basicConstraints(false),
    extension.keyUsage([0]),
    extension.extKeyUsage([usageOids.serverAuth]),
    ...(period.notBefore < withoutKeyIdentifier ? [extension.subjectKeyIdentifier(keyIdentifier(key))] : []),
    extension.authorityKeyIdentifier(keyIdentifier(signer)),
    extension.subjectAltName([dns("mail.example.edu")]),
    policies(ovPolicy),
    access(["ocsp", `${site}/ocsp`], ["caIssuers", `${site}/tls-ca-1.crt`]),
    crlPoints(`${site}/tls-ca-1.crl`),
    scts(sctCount(period.days), logged),
  ]
}

/** Two up to 180 days; above, enough for the older steps by months, too. */
function sctCount(days: number): number {
  if (days <= 180) return 2
  return days <= 398 ? 3 : 5
}

/** BR 7.1.2.10. */
export function caExtensions(key: KeyPair, signer: KeyPair): ExtensionSpec[] {
  return [
    extension.basicConstraints(true, 0),
    extension.keyUsage([0, 5, 6]),
    extension.extKeyUsage([usageOids.serverAuth]),
    extension.subjectKeyIdentifier(keyIdentifier(key)),
    extension.authorityKeyIdentifier(keyIdentifier(signer)),
    policies(ovPolicy),
    access(["caIssuers", `${site}/root-g2.crt`]),
    crlPoints(`${site}/root-g2.crl`),
  ]
}

/** BR 7.1.2.1. */
export function rootExtensions(key: KeyPair): ExtensionSpec[] {
  return [
    extension.basicConstraints(true),
    extension.keyUsage([0, 5, 6]),
    extension.subjectKeyIdentifier(keyIdentifier(key)),
  ]
}

export function requestExtensions(): ExtensionSpec[] {
  return [extension.keyUsage([0]), extension.subjectAltName([dns("mail.example.edu")])]
}
