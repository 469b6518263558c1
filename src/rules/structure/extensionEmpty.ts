import { requestRule } from "../rule.js"
import { isEmptySequence } from "../support/der.js"
import { found } from "../support/facts.js"
import { otherExtensions } from "../support/oids.js"

/** Extensions whose ASN.1 is a SEQUENCE SIZE (1..MAX). */
const lists = [
  "subjectAltName",
  "issuerAltName",
  "certificatePolicies",
  "policyMappings",
  "extKeyUsage",
  "crlDistributionPoints",
  "freshestCrl",
  "authorityInfoAccess",
  "subjectInfoAccess",
] as const

export const extensionEmpty = requestRule({
  code: "extension-empty",
  severity: "error",
  scopes: ["leaf", "self-signed", "intermediate", "root", "csr"],
  source: "rfc",
  citation: "RFC 5280 section 4.2",
  inForce: { from: "1999-01-01" },
  message: "extensions that are lists hold nothing: {values}",
  at: "extensions",
  documentation: {
    what: "An extension that is a list has at least one element.",
    why: "Strict readers refuse the certificate.",
    bad: "extKeyUsage = (empty)",
    good: "extKeyUsage = serverAuth",
  },
  check: (view) => {
    const attributes = view.extensions.get(otherExtensions.subjectDirectoryAttributes)?.value
    return found([
      ...lists.filter((name) => isEmptySequence(view.bytes(name))),
      ...(isEmptySequence(attributes) ? ["subjectDirectoryAttributes"] : []),
    ])
  },
})
