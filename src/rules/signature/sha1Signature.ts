import { certificateName } from "../../assess/certificateNames.js"
import { faults } from "../../assess/faults.js"
import { isSignedWithSha1 } from "../../x509/signatureName.js"
import { certificateRule } from "../rule.js"
import type { CertificateView } from "../view/certificateView.js"

/** What signed itself is not believed for its signature: CAs alone are bound, since 2016. */
function isOldOfItself({ role, certificate }: CertificateView): boolean {
  return role === "root" && certificate.notBefore.getTime() < Date.UTC(2016, 0, 1)
}

export const sha1Signature = certificateRule({
  ...faults.sha1Signature,
  scopes: ["leaf", "intermediate", "root"],
  source: "br",
  audience: "everyone",
  at: "signatureAlgorithm",
  documentation: {
    what: "Certificates are not signed with SHA-1; roots since 2016, which is the issuer's duty: clients do not look at a root's signature.",
    why: "Collisions of SHA-1 are affordable: browsers refuse it from any CA, and nginx or Postfix with OpenSSL 3 do not start (ca md too weak), although zmcertmgr takes it.",
    bad: "sha1WithRSAEncryption",
    good: "sha256WithRSAEncryption",
  },
  check: (view) =>
    isSignedWithSha1(view.signatureAlgorithm) && !isOldOfItself(view)
      ? { name: certificateName(view.certificate) }
      : undefined,
})
