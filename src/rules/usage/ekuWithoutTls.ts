import { certificateRule } from "../rule.js"
import { when } from "../support/facts.js"

export const ekuWithoutTls = certificateRule({
  code: "eku-without-tls",
  severity: "error",
  scopes: ["leaf", "self-signed"],
  source: "br",
  citation: "BR 7.1.2.3 (before version 2.0)",
  inForce: { from: "2012-07-01", until: "2023-09-15" },
  message: "extKeyUsage has neither serverAuth nor clientAuth",
  at: "extensions.extKeyUsage",
  documentation: {
    what: "Before version 2.0 extKeyUsage of a certificate had serverAuth, clientAuth or both.",
    why: "Otherwise it is no TLS certificate.",
    bad: "extKeyUsage = codeSigning",
    good: "extKeyUsage = serverAuth",
  },
  check: (view) =>
    when(view.has("extKeyUsage") && !view.hasUsage("serverAuth") && !view.hasUsage("clientAuth")),
})
