import { extensionName } from "../../x509/oids.js"
import { certificateRule } from "../rule.js"
import { found } from "../support/facts.js"

export const criticalExtensionUnknown = certificateRule({
  code: "critical-extension-unknown",
  severity: "error",
  scopes: ["leaf", "self-signed", "intermediate", "root"],
  source: "rfc",
  citation: "RFC 5280 section 4.2",
  message: "has critical extensions that hardly any client knows: {values}",
  at: "extensions",
  documentation: {
    what: "Every critical extension is one of RFC 5280 or of the standards that TLS clients follow.",
    why: "A client must refuse a certificate with a critical extension that it does not know.",
    bad: "1.3.6.1.4.1.32473.3: critical",
    good: "1.3.6.1.4.1.32473.3: not critical",
  },
  check: (view) =>
    found(
      view.extensions.list.flatMap(({ oid, critical }) =>
        critical && extensionName(oid) === oid ? [oid] : [],
      ),
    ),
})
