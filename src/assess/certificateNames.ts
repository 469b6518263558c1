import type { Subject } from "../finding.js"
import type { Certificate } from "../x509/certificate.js"
import { type Name, nameText } from "../x509/name.js"
import { attributeOids } from "../x509/oids.js"
import { type SanEntry, sanEntryOf } from "../x509/sanEntry.js"

/** What people call a certificate: its common name, else its first name, else its whole subject. */
export function certificateName(certificate: Certificate): string {
  const { subject } = certificate
  return commonName(subject) ?? sanEntries(certificate)?.[0]?.value ?? nameText(subject)
}

export function issuerName({ issuer }: Certificate): string {
  return commonName(issuer) ?? nameText(issuer)
}

/** The names that it is valid for; undefined when the extension cannot be read. */
export function sanEntries(certificate: Certificate): readonly SanEntry[] | undefined {
  const names = certificate.extensions.subjectAltName
  if (names === undefined) return []
  return names.ok ? names.value.flatMap((name) => sanEntryOf(name) ?? []) : undefined
}

/** Whether it names hosts, as a server's certificate does. */
export function namesHosts(certificate: Certificate): boolean {
  return (sanEntries(certificate)?.length ?? 0) > 0
}

export function certificateSubject(certificate: Certificate): Subject {
  return { kind: "certificate", name: certificateName(certificate), fingerprint: certificate.fingerprint }
}

function commonName(name: Name): string | undefined {
  return name.values(attributeOids.commonName).at(-1)?.value
}
