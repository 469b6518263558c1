import { usageOids } from "../../x509/oids.js"
import { certificateRule } from "../rule.js"
import { found } from "../support/facts.js"
import { precertificateSigning } from "../support/oids.js"

/** Purposes with a rule of their own, and the two that are expected. */
const judged: ReadonlySet<string> = new Set([...Object.values(usageOids), precertificateSigning])

export const ekuExtraPurpose = certificateRule({
  code: "eku-extra-purpose",
  severity: "warning",
  scopes: ["leaf", "self-signed"],
  source: "br",
  citation: "BR 7.1.2.7.10",
  inForce: { from: "2012-07-01" },
  message: "extKeyUsage of a server certificate has unusual purposes: {values}",
  at: "extensions.extKeyUsage",
  documentation: {
    what: "extKeyUsage of a server certificate has serverAuth, perhaps clientAuth, and nothing else.",
    why: "Every further purpose is a further way to misuse the key.",
    bad: "extKeyUsage = serverAuth, 1.2.3.4",
    good: "extKeyUsage = serverAuth",
  },
  check: (view) => found(view.usages.filter((usage) => !judged.has(usage))),
})
