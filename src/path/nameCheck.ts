/** Whether the leaf carries the expected name: RFC 9525 section 6. */
import type { Certificate } from "../x509/certificate.js"
import { type ExpectedName, matchName } from "./identity.js"
import type { Profile } from "./profile.js"
import { isPublicSuffix } from "./publicSuffix.js"
import { type Reason, shownNames } from "./rejection.js"

const citation = "RFC 9525 section 6"

/** Why the certificate is not for this name, or undefined. */
export function nameFault(leaf: Certificate, wanted: ExpectedName, profile: Profile): Reason | undefined {
  const alternative = leaf.extensions.subjectAltName
  const names = alternative?.ok === true ? alternative.value : []
  const match = matchName(wanted, names, profile.names)
  if (!match.matched) return { kind: "name-mismatch", wanted, found: shownNames(names), citation }
  const { by, wildcard } = match
  // BR 3.2.2.6: who holds such a wildcard would speak for names of unrelated owners.
  if (!wildcard || by.kind !== "dns") return undefined
  const parent = by.value.slice(2).toLowerCase()
  return !parent.includes(".") || (profile.refusesPublicSuffixWildcards && isPublicSuffix(parent))
    ? { kind: "wildcard-on-public-suffix", wanted, found: by.value, citation: "BR 3.2.2.6" }
    : undefined
}
