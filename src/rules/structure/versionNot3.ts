import { certificateRule } from "../rule.js"
import { when } from "../support/facts.js"

export const versionNot3 = certificateRule({
  code: "version-not-3",
  severity: "error",
  scopes: ["leaf", "self-signed", "intermediate", "root"],
  source: "br",
  audience: "everyone",
  citation: "BR 7.1.1",
  inForce: { from: "2015-04-16" },
  message: "is no certificate of version 3",
  at: "version",
  documentation: {
    what: "The certificate is of version 3.",
    why: "Only version 3 has extensions; clients refuse the others.",
    bad: "version 1",
    good: "version 3",
  },
  check: (view) => when(view.certificate.version !== 3),
})
