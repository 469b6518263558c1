import { certificateRule } from "../rule.js"
import { found } from "../support/facts.js"
import { attribute } from "../support/oids.js"
import { textsOf } from "../support/values.js"

export const subjectMailNotInSan = certificateRule({
  code: "subject-mail-not-in-san",
  severity: "error",
  scopes: ["leaf", "self-signed", "intermediate", "root"],
  source: "rfc",
  citation: "RFC 5280 section 4.1.2.6",
  inForce: { from: "1999-01-01" },
  message: "a mail address of the subject is not in subjectAltName: {values}",
  at: "subject",
  documentation: {
    what: "Mail addresses stand in subjectAltName; one that is in the subject as well is there, too.",
    why: "Mail software reads subjectAltName only.",
    bad: "emailAddress=postmaster@example.edu, no subjectAltName",
    good: "subjectAltName = email:postmaster@example.edu",
  },
  check: (view) => {
    const listed = new Set(
      view.san.flatMap((name) => (name.kind === "email" ? [name.value.toLowerCase()] : [])),
    )
    return found(
      textsOf(view.attributes(attribute.emailAddress)).filter((value) => !listed.has(value.toLowerCase())),
    )
  },
})
