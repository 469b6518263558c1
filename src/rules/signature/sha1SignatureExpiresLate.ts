import { isSignedWithSha1 } from "../../x509/signatureName.js"
import { certificateRule } from "../rule.js"
import { when } from "../support/facts.js"

export const sha1SignatureExpiresLate = certificateRule({
  code: "sha1-signature-expires-late",
  severity: "warning",
  scopes: ["leaf", "self-signed"],
  source: "br",
  citation: "BR 7.1.3",
  inForce: { from: "2015-01-16" },
  message: "is signed with SHA-1 and expires after 2016",
  at: "signatureAlgorithm",
  documentation: {
    what: "Certificates signed with SHA-1 in 2015 expired before 2017-01-01.",
    why: "Browsers stopped accepting them on that day.",
    bad: "sha1WithRSAEncryption until 2018",
    good: "sha256WithRSAEncryption",
  },
  check: (view) =>
    when(
      isSignedWithSha1(view.signatureAlgorithm) && view.certificate.notAfter.getTime() > Date.UTC(2017, 0, 1),
    ),
})
