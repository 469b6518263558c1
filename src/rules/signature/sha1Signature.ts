import { certificateRule } from "../rule.js"
import { when } from "../support/facts.js"
import { isSignedWithSha1 } from "../support/signatureHash.js"

export const sha1Signature = certificateRule({
  code: "sha1-signature",
  severity: "error",
  scopes: ["leaf", "self-signed", "intermediate", "root"],
  source: "br",
  audience: "everyone",
  citation: "BR 7.1.3.2",
  inForce: { from: "2016-01-01" },
  message: "is signed with SHA-1",
  at: "signatureAlgorithm",
  documentation: {
    what: "Certificates issued since 2016 are not signed with SHA-1.",
    why: "Collisions of SHA-1 are affordable; clients refuse such certificates.",
    bad: "sha1WithRSAEncryption",
    good: "sha256WithRSAEncryption",
  },
  check: (view) => when(isSignedWithSha1(view.signatureAlgorithm)),
})
