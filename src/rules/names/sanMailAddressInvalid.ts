import { requestRule } from "../rule.js"
import { found } from "../support/facts.js"
import { isMailAddress } from "../support/uris.js"

export const sanMailAddressInvalid = requestRule({
  code: "san-mail-address-invalid",
  severity: "error",
  scopes: ["leaf", "self-signed", "intermediate", "root", "csr"],
  source: "rfc",
  citation: "RFC 5280 section 4.2.1.6",
  inForce: { from: "1999-01-01" },
  message: "a mail address of subjectAltName is none: {values}",
  at: "extensions.subjectAltName",
  documentation: {
    what: "An rfc822Name is a mailbox of RFC 5321, without a display name and without angle brackets.",
    why: "Mail software compares it literally.",
    bad: "email:Postmaster <postmaster@example.edu>",
    good: "email:postmaster@example.edu",
  },
  check: (view) =>
    found(
      view.san.flatMap((name) => (name.kind === "email" && !isMailAddress(name.value) ? [name.value] : [])),
    ),
})
