import { usageOids } from "../../x509/oids.js"
import { certificateRule } from "../rule.js"
import { found } from "../support/facts.js"

export const ekuNotTlsPurpose = certificateRule({
  code: "eku-not-tls-purpose",
  severity: "warning",
  scopes: ["leaf", "self-signed"],
  source: "br",
  citation: "BR 7.1.2.3 (before version 2.0)",
  inForce: { from: "2012-07-01", until: "2023-09-15" },
  message: "extKeyUsage has more than serverAuth, clientAuth and emailProtection: {values}",
  at: "extensions.extKeyUsage",
  documentation: {
    what: "Before version 2.0 extKeyUsage of a server certificate had serverAuth, clientAuth and emailProtection only.",
    why: "Every further purpose is a further way to misuse the key.",
    bad: "extKeyUsage = serverAuth, codeSigning",
    good: "extKeyUsage = serverAuth",
  },
  check: (view) =>
    found(
      view.usages.filter(
        (usage) =>
          usage !== usageOids.serverAuth &&
          usage !== usageOids.clientAuth &&
          usage !== usageOids.emailProtection,
      ),
    ),
})
