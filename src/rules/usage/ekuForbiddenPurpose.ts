import { usageOids } from "../../x509/oids.js"
import { certificateRule } from "../rule.js"
import { found } from "../support/facts.js"
import { precertificateSigning } from "../support/oids.js"

/** BR 7.1.2.7.10: MUST NOT. */
const forbidden: ReadonlySet<string> = new Set([
  usageOids.any,
  usageOids.codeSigning,
  usageOids.emailProtection,
  usageOids.timeStamping,
  usageOids.ocspSigning,
  precertificateSigning,
])

export const ekuForbiddenPurpose = certificateRule({
  code: "eku-forbidden-purpose",
  severity: "error",
  scopes: ["leaf", "self-signed"],
  source: "br",
  citation: "BR 7.1.2.7.10",
  inForce: { from: "2023-09-15" },
  message: "extKeyUsage of a server certificate has purposes that are forbidden there: {values}",
  at: "extensions.extKeyUsage",
  documentation: {
    what: "extKeyUsage of a server certificate has none of anyExtendedKeyUsage, codeSigning, emailProtection, timeStamping, OCSPSigning and precertificate signing.",
    why: "The key on a server must not be able to sign code or revocation answers.",
    bad: "extKeyUsage = serverAuth, codeSigning",
    good: "extKeyUsage = serverAuth",
  },
  check: (view) =>
    view.hasUsage("serverAuth") ? found(view.usages.filter((usage) => forbidden.has(usage))) : undefined,
})
