import { certificateName } from "../../assess/certificateNames.js"
import { faults } from "../../assess/faults.js"
import { isSignedWithSha1 } from "../../x509/signatureName.js"
import { certificateRule } from "../rule.js"

export const sha1Signature = certificateRule({
  ...faults.sha1Signature,
  scopes: ["leaf", "intermediate"],
  source: "br",
  audience: "everyone",
  purpose: "any",
  at: "signatureAlgorithm",
  documentation: {
    what: "Certificates of servers and intermediates are not signed with SHA-1. What signed itself is believed for another reason than its signature.",
    why: "Collisions of SHA-1 are affordable: browsers refuse it from any CA, and nginx or Postfix with OpenSSL 3 do not start (ca md too weak), although zmcertmgr takes it.",
    bad: "sha1WithRSAEncryption",
    good: "sha256WithRSAEncryption",
  },
  check: (view) =>
    isSignedWithSha1(view.signatureAlgorithm) ? { name: certificateName(view.certificate) } : undefined,
})
