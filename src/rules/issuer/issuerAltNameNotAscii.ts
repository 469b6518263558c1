import { certificateRule } from "../rule.js"
import { found } from "../support/facts.js"

export const issuerAltNameNotAscii = certificateRule({
  code: "issuer-alt-name-not-ascii",
  severity: "error",
  scopes: ["leaf", "self-signed", "intermediate", "root"],
  source: "rfc",
  citation: "RFC 5280 section 4.2.1.7",
  inForce: { from: "1999-01-01" },
  message: "a dNSName of issuerAltName holds characters beyond ASCII: {values}",
  at: "extensions.issuerAltName",
  documentation: {
    what: "dNSName is an IA5String: ASCII only.",
    why: "An internationalized name goes there as A-labels.",
    bad: "DNS:münchen.example.edu",
    good: "DNS:xn--mnchen-3ya.example.edu",
  },
  check: (view) =>
    found(
      view.issuerAltNames.flatMap((name) =>
        name.kind === "dns" && /\P{ASCII}/u.test(name.value) ? [name.value] : [],
      ),
    ),
})
