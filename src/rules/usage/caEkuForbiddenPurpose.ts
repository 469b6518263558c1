import { usageOids } from "../../x509/oids.js"
import { certificateRule } from "../rule.js"
import { found } from "../support/facts.js"

export const caEkuForbiddenPurpose = certificateRule({
  code: "ca-eku-forbidden-purpose",
  severity: "error",
  scopes: ["intermediate"],
  source: "br",
  citation: "BR 7.1.2.10.6",
  inForce: { from: "2020-08-20" },
  message: "extKeyUsage of a CA for TLS servers has purposes that are forbidden there: {values}",
  at: "extensions.extKeyUsage",
  documentation: {
    what: "A CA with serverAuth has none of anyExtendedKeyUsage, codeSigning, emailProtection, timeStamping and OCSPSigning.",
    why: "A slip in one business would otherwise endanger the other.",
    bad: "CA:TRUE, extKeyUsage = serverAuth, emailProtection",
    good: "CA:TRUE, extKeyUsage = serverAuth",
  },
  check: (view) =>
    view.hasUsage("serverAuth")
      ? found(
          view.usages.filter(
            (usage) =>
              usage !== usageOids.serverAuth &&
              usage !== usageOids.clientAuth &&
              Object.values<string>(usageOids).includes(usage),
          ),
        )
      : undefined,
})
