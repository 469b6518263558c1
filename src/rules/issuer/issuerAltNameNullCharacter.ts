import { certificateRule } from "../rule.js"
import { found } from "../support/facts.js"

export const issuerAltNameNullCharacter = certificateRule({
  code: "issuer-alt-name-null-character",
  severity: "error",
  scopes: ["leaf", "self-signed", "intermediate", "root"],
  source: "certfleet",
  citation: "RFC 5280 section 4.2.1.7",
  message: "a dNSName of issuerAltName holds a NUL character: {values}",
  at: "extensions.issuerAltName",
  documentation: {
    what: "No dNSName of issuerAltName holds the character NUL.",
    why: "Software in C ends the name there.",
    bad: "DNS:ca.example.edu\\0",
    good: "DNS:ca.example.edu",
  },
  check: (view) =>
    found(
      view.issuerAltNames.flatMap((name) =>
        name.kind === "dns" && name.value.includes("\u0000") ? [name.value] : [],
      ),
    ),
})
