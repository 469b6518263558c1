import { certificateRule } from "../rule.js"
import { found } from "../support/facts.js"

export const issuerAltNameLeadingDot = certificateRule({
  code: "issuer-alt-name-leading-dot",
  severity: "error",
  scopes: ["leaf", "self-signed", "intermediate", "root"],
  source: "certfleet",
  citation: "RFC 1034 section 3.5",
  message: "a dNSName of issuerAltName begins with a dot: {values}",
  at: "extensions.issuerAltName",
  documentation: {
    what: "No dNSName of issuerAltName begins with a dot.",
    why: "That is the form of a constraint, not of a name.",
    bad: "issuerAltName = DNS:.example.edu",
    good: "issuerAltName = DNS:ca.example.edu",
  },
  check: (view) =>
    found(
      view.issuerAltNames.flatMap((name) =>
        name.kind === "dns" && name.value.startsWith(".") ? [name.value] : [],
      ),
    ),
})
