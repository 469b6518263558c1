import { certificateRule } from "../rule.js"
import { found } from "../support/facts.js"

export const issuerAltNamePublicSuffix = certificateRule({
  code: "issuer-alt-name-public-suffix",
  severity: "notice",
  scopes: ["leaf", "self-signed", "intermediate", "root"],
  source: "certfleet",
  citation: "BR 3.2.2.6",
  message: "a dNSName of issuerAltName is a public suffix: {values}",
  at: "extensions.issuerAltName",
  documentation: {
    what: "No dNSName of issuerAltName is a bare public suffix, or a wildcard right below one.",
    why: "An issuer is one party, not a zone of many.",
    bad: "issuerAltName = DNS:co.uk",
    good: "issuerAltName = DNS:ca.example.co.uk",
  },
  check: (view, context) =>
    found(
      view.issuerAltNames.flatMap((name) => {
        if (name.kind !== "dns") return []
        const zone = name.value.toLowerCase().replace(/^\*\./, "")
        return context.domains.publicSuffix(zone) === zone ? [name.value] : []
      }),
    ),
})
