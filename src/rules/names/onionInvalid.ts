import { certificateRule } from "../rule.js"
import { found } from "../support/facts.js"
import { isOnion, isTorV2, isTorV3 } from "../support/onions.js"

export const onionInvalid = certificateRule({
  code: "onion-invalid",
  severity: "error",
  scopes: ["leaf", "self-signed"],
  source: "br",
  audience: "everyone",
  citation: "BR appendix B",
  inForce: { from: "2015-05-01" },
  message: "a name under onion is no address of an onion service that this certificate may carry: {values}",
  at: "extensions.subjectAltName",
  documentation: {
    what: "A name under onion has a version 3 address; a version 2 address only in EV certificates.",
    why: "Everything else under onion exists nowhere.",
    bad: "DNS:mail.onion",
    good: "DNS:(56 characters of base32).onion",
  },
  check: (view) =>
    found(
      view.hostNames.filter(
        (name) => isOnion(name) && !isTorV3(name) && !(isTorV2(name) && view.hasPolicy("ev")),
      ),
    ),
})
