import { signatureName } from "../../x509/signatureName.js"
import { requestRule } from "../rule.js"
import { CertificateView } from "../view/certificateView.js"
import type { RequestView } from "../view/requestView.js"

/** RSASSA-PSS with parameters that cannot be read is a finding of another rule. */
const supported = /^((rsa|rsa-pss|ecdsa) sha(256|384|512)|dsa sha256|1\.2\.840\.113549\.1\.1\.10)$/

/** BR 7.1.3 let CAs sign with SHA-1 until 2016. */
function isOld(view: RequestView): boolean {
  return view instanceof CertificateView && view.certificate.notBefore.getTime() < Date.UTC(2016, 0, 1)
}

export const signatureAlgorithmUnsupported = requestRule({
  code: "signature-algorithm-unsupported",
  severity: "error",
  scopes: ["leaf", "self-signed", "intermediate", "root", "csr"],
  source: "br",
  audience: "everyone",
  purpose: "any",
  citation: "BR 7.1.3.2",
  message: "is signed with an algorithm that the Baseline Requirements do not allow: {algorithm}",
  at: "signatureAlgorithm",
  documentation: {
    what: "The signature is RSA (PKCS #1 v1.5 or PSS) or ECDSA with SHA-256, SHA-384 or SHA-512.",
    why: "Clients refuse everything else.",
    bad: "md5WithRSAEncryption",
    good: "sha256WithRSAEncryption",
  },
  check: (view) => {
    const name = signatureName(view.signatureAlgorithm) ?? view.signatureAlgorithm.oid
    return supported.test(name) || (name.endsWith(" sha1") && isOld(view)) ? undefined : { algorithm: name }
  },
})
