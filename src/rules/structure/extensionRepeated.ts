import { extensionName } from "../../x509/oids.js"
import { requestRule } from "../rule.js"
import { found, repeated } from "../support/facts.js"

export const extensionRepeated = requestRule({
  code: "extension-repeated",
  severity: "error",
  scopes: ["leaf", "self-signed", "intermediate", "root", "csr"],
  source: "rfc",
  citation: "RFC 5280 section 4.2",
  inForce: { from: "1999-01-01" },
  message: "an extension is there twice: {values}",
  at: "extensions",
  documentation: {
    what: "Every extension is there once.",
    why: "Verifiers differ in which of the two they believe.",
    bad: "two subjectAltName extensions",
    good: "one",
  },
  check: (view) => {
    return found(repeated(view.extensions.list.map(({ oid }) => oid)).map(extensionName))
  },
})
