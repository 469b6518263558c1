import { certificateRule } from "../rule.js"
import { found } from "../support/facts.js"
import { isMailAddress } from "../support/uris.js"

export const issuerAltNameMailInvalid = certificateRule({
  code: "issuer-alt-name-mail-invalid",
  severity: "error",
  scopes: ["leaf", "self-signed", "intermediate", "root"],
  source: "rfc",
  citation: "RFC 5280 section 4.2.1.7",
  inForce: { from: "1999-01-01" },
  message: "a mail address of issuerAltName is none: {values}",
  at: "extensions.issuerAltName",
  documentation: {
    what: "An rfc822Name is a mailbox of RFC 5321.",
    why: "Mail software compares it literally.",
    bad: "email:CA <ca@example.edu>",
    good: "email:ca@example.edu",
  },
  check: (view) =>
    found(
      view.issuerAltNames.flatMap((name) =>
        name.kind === "email" && !isMailAddress(name.value) ? [name.value] : [],
      ),
    ),
})
