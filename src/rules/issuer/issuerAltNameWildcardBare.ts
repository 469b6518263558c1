import { certificateRule } from "../rule.js"
import { found } from "../support/facts.js"

export const issuerAltNameWildcardBare = certificateRule({
  code: "issuer-alt-name-wildcard-bare",
  severity: "error",
  scopes: ["leaf", "self-signed", "intermediate", "root"],
  source: "certfleet",
  citation: "RFC 5280 section 4.2.1.7",
  message: "a dNSName of issuerAltName ends in an asterisk: {values}",
  at: "extensions.issuerAltName",
  documentation: {
    what: "No dNSName of issuerAltName is or ends in a bare asterisk.",
    why: "An issuer is one party, not a pattern.",
    bad: "issuerAltName = DNS:*",
    good: "issuerAltName = DNS:ca.example.edu",
  },
  check: (view) =>
    found(
      view.issuerAltNames.flatMap((name) =>
        name.kind === "dns" && name.value.endsWith("*") ? [name.value] : [],
      ),
    ),
})
