import { accessMethods } from "../../x509/extensions/revocation.js"
import { certificateRule } from "../rule.js"
import { when } from "../support/facts.js"
import { locationsOf } from "../support/values.js"
import type { CertificateView } from "../view/certificateView.js"

/** BR 1.6.1: short-lived is 10 days, from 2026-03-15 on 7. */
function isShortLived(view: CertificateView): boolean {
  return !view.livesLongerThan(view.certificate.notBefore.getTime() < Date.UTC(2026, 2, 15) ? 10 : 7)
}

export const revocationInformationMissing = certificateRule({
  code: "revocation-information-missing",
  severity: "error",
  scopes: ["leaf"],
  source: "br",
  citation: "BR 7.1.2.11.2",
  inForce: { from: "2024-03-15" },
  message: "has neither crlDistributionPoints nor an OCSP location and is not short-lived",
  at: "extensions",
  documentation: {
    what: "A server certificate says where its revocation is published, unless it is short-lived.",
    why: "Nobody can tell whether it is revoked.",
    bad: "90 days, neither CRL nor OCSP",
    good: "crlDistributionPoints = URI:http://ca.example.edu/ca.crl",
  },
  check: (view) =>
    when(
      !view.isOcspResponder &&
        !isShortLived(view) &&
        !view.has("crlDistributionPoints") &&
        locationsOf(view, accessMethods.ocsp).length === 0,
    ),
})
