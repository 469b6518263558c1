import { certificateRule } from "../rule.js"
import { found } from "../support/facts.js"

export const issuerAltNameWildcardNotFirst = certificateRule({
  code: "issuer-alt-name-wildcard-not-first",
  severity: "error",
  scopes: ["leaf", "self-signed", "intermediate", "root"],
  source: "certfleet",
  citation: "RFC 5280 section 4.2.1.7",
  message: "an asterisk does not stand at the beginning of a dNSName of issuerAltName: {values}",
  at: "extensions.issuerAltName",
  documentation: {
    what: "An asterisk is the first character of a name or not in it.",
    why: "No client matches a wildcard in another place.",
    bad: "issuerAltName = DNS:ca.*.example.edu",
    good: "issuerAltName = DNS:ca.example.edu",
  },
  check: (view) =>
    found(
      view.issuerAltNames.flatMap((name) =>
        name.kind === "dns" && name.value.lastIndexOf("*") > 0 ? [name.value] : [],
      ),
    ),
})
