/** What RFC 5280 and the Baseline Requirements ask of every certificate, and of those of CAs. */

import { isSignedByOwnKey } from "../x509/certificateSignature.js"
import { sameBytes, type Time } from "../x509/derValues.js"
import type { ExtensionName } from "../x509/oids.js"
import { breach, type Clause, duty, verdict } from "./clause.js"

/** BR 7.1.1: version 3. */
export const isVersion3 = verdict(({ version }) =>
  version === 3 ? undefined : breach("version", `it is of version ${version}`, "BR 7.1.1"),
)

/** RFC 5280 section 4.1.2.2: positive, at most 20 octets. */
export const hasGoodSerial = duty(({ serialOctets }) => {
  const citation = "RFC 5280 section 4.1.2.2"
  if (((serialOctets[0] ?? 0) & 0x80) !== 0)
    return breach("serial-negative", "its serial number is negative", citation)
  if (serialOctets.every((octet) => octet === 0))
    return breach("serial-zero", "its serial number is zero", citation)
  return serialOctets.length > 20
    ? breach("serial-long", `its serial number has ${serialOctets.length} octets`, citation)
    : undefined
})

/** RFC 5280 section 4.1.2.5: dates through 2049 as UTCTime. */
export const hasRightTimeForm = duty(({ validity: { notBefore, notAfter } }) => {
  const isWrong = ({ date, form }: Time): boolean =>
    form === "GeneralizedTime" && date.getUTCFullYear() >= 1950 && date.getUTCFullYear() < 2050
  return isWrong(notBefore) || isWrong(notAfter)
    ? breach("time-form", "a date before 2050 is written as GeneralizedTime", "RFC 5280 section 4.1.2.5")
    : undefined
})

/** Extensions whose criticality RFC 5280 fixes for conforming CAs. */
const fixed: readonly (readonly [ExtensionName, boolean, string])[] = [
  ["authorityKeyIdentifier", false, "RFC 5280 section 4.2.1.1"],
  ["subjectKeyIdentifier", false, "RFC 5280 section 4.2.1.2"],
  ["policyConstraints", true, "RFC 5280 section 4.2.1.11"],
  ["inhibitAnyPolicy", true, "RFC 5280 section 4.2.1.14"],
  ["freshestCrl", false, "RFC 5280 section 4.2.1.15"],
  ["authorityInfoAccess", false, "RFC 5280 section 4.2.2.1"],
  ["subjectInfoAccess", false, "RFC 5280 section 4.2.2.2"],
]

/** RFC 5280 section 4.2: critical what must be, not critical what must not be. */
export const hasRightCriticality = duty(({ extensions }) => {
  for (const [name, critical, citation] of fixed)
    if (extensions.has(name) && extensions.isCritical(name) !== critical)
      return breach("criticality", `its ${name} is ${critical ? "not " : ""}critical`, citation)
  return undefined
})

/** RFC 5280 section 4.2.1.1: the issuer's key is named, except by whoever signed itself. */
export const namesIssuerKey = duty((certificate) => {
  const identifier = certificate.extensions.authorityKeyIdentifier
  const citation = "RFC 5280 section 4.2.1.1"
  if (identifier === undefined)
    return certificate.isSelfIssued || isSignedByOwnKey(certificate)
      ? undefined
      : breach("aki-missing", "it has no authorityKeyIdentifier", citation)
  return identifier.ok && identifier.value.keyIdentifier === undefined
    ? breach("aki-without-key", "its authorityKeyIdentifier names no key", citation)
    : undefined
})

/** BR 7.1.2.1.3 and 7.1.2.11.1: the issuer's key is named by its identifier only. */
export const namesNothingButIssuerKey = duty(({ extensions }) => {
  const identifier = extensions.authorityKeyIdentifier
  return identifier?.ok === true &&
    (identifier.value.issuer !== undefined || identifier.value.serial !== undefined)
    ? breach("aki-issuer", "its authorityKeyIdentifier names an issuer or serial number", "BR 7.1.2.11.1")
    : undefined
})

/** BR 7.1.2.1.3: a root that names its issuer's key names its own. */
export const rootNamesOwnKey = verdict(({ extensions, isSelfIssued }) => {
  const [authority, own] = [extensions.authorityKeyIdentifier, extensions.subjectKeyIdentifier]
  if (!isSelfIssued || authority?.ok !== true || own?.ok !== true) return undefined
  const key = authority.value.keyIdentifier
  return key !== undefined && !sameBytes(key, own.value)
    ? breach("aki-ski-mismatch", "it is a root but names another key as its issuer's", "BR 7.1.2.1.3")
    : undefined
})

/** RFC 5280 section 4.2.1.2: a CA names its key. */
export const namesOwnKey = duty(({ extensions }) =>
  extensions.has("subjectKeyIdentifier")
    ? undefined
    : breach("ski-missing", "it is a CA without subjectKeyIdentifier", "RFC 5280 section 4.2.1.2"),
)

/** RFC 5280 section 4.2.1.3: whose key verifies certificates has a key usage that says so. */
export const hasKeyUsage = duty(({ extensions }) =>
  extensions.has("keyUsage")
    ? undefined
    : breach("key-usage-missing", "it is a CA without key usage", "RFC 5280 section 4.2.1.3"),
)

/** RFC 5280 section 4.2.1.9: basicConstraints of a CA are critical. */
export const hasCriticalBasicConstraints = duty(({ extensions }) =>
  extensions.has("basicConstraints") && !extensions.isCritical("basicConstraints")
    ? breach(
        "basic-constraints-not-critical",
        "it is a CA whose basicConstraints are not critical",
        "RFC 5280 section 4.2.1.9",
      )
    : undefined,
)

/** BR 7.1.2.1.2: a root has no extended key usage. */
export const rootHasNoUsage = duty(({ extensions, isSelfIssued }) =>
  isSelfIssued && extensions.has("extKeyUsage")
    ? breach("root-eku", "it is a root with an extended key usage", "BR 7.1.2.1.2")
    : undefined,
)

/** The clauses of CAs for a leaf that is one. */
export function ifCa(clause: Clause): Clause {
  const { binds, check } = clause
  return {
    binds,
    check: (certificate, context) => (certificate.isCa ? check(certificate, context) : undefined),
  }
}
