import { usageOids } from "../../x509/oids.js"
import { certificateRule } from "../rule.js"
import { when } from "../support/facts.js"

export const caEkuNotConstrained = certificateRule({
  code: "ca-eku-not-constrained",
  severity: "notice",
  scopes: ["intermediate"],
  source: "br",
  citation: "BR 7.1.2.2",
  inForce: { from: "2013-07-29" },
  message:
    "extKeyUsage of an intermediate has neither serverAuth nor clientAuth nor anyExtendedKeyUsage alone",
  at: "extensions.extKeyUsage",
  documentation: {
    what: "An intermediate that is technically constrained for TLS has serverAuth, clientAuth or both.",
    why: "Otherwise it is another CA than its name suggests.",
    bad: "CA:TRUE, extKeyUsage = emailProtection, serverAuth, anyExtendedKeyUsage",
    good: "CA:TRUE, extKeyUsage = serverAuth",
  },
  check: (view) => {
    if (!view.has("extKeyUsage")) return undefined
    const tls = view.hasUsage("serverAuth") || view.hasUsage("clientAuth")
    return when(
      !tls || view.usages.some((usage) => usage !== usageOids.serverAuth && usage !== usageOids.clientAuth),
    )
  },
})
