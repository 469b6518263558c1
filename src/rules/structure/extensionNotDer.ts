import { extensionName } from "../../x509/oids.js"
import { requestRule } from "../rule.js"
import { isDer } from "../support/der.js"
import { found } from "../support/facts.js"

export const extensionNotDer = requestRule({
  code: "extension-not-der",
  severity: "error",
  scopes: ["leaf", "self-signed", "intermediate", "root", "csr"],
  source: "rfc",
  citation: "RFC 5280 section 4.2",
  inForce: { from: "1999-01-01" },
  message: "the value of an extension is no DER: {values}",
  at: "extensions",
  documentation: {
    what: "The value of every extension is one DER value.",
    why: "Clients refuse the certificate, or read something else.",
    bad: "an OCTET STRING with text in it",
    good: "an OCTET STRING with DER in it",
  },
  check: (view) =>
    found(view.extensions.list.flatMap(({ oid, value }) => (isDer(value) ? [] : [extensionName(oid)]))),
})
