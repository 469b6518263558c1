import { certificateRule } from "../rule.js"
import { found } from "../support/facts.js"
import { attribute } from "../support/oids.js"

export const issuerCountryNotPrintable = certificateRule({
  code: "issuer-country-not-printable",
  severity: "error",
  scopes: ["leaf", "self-signed", "intermediate", "root"],
  source: "rfc",
  citation: "RFC 5280 appendix A",
  message: "the issuer's countryName is no PrintableString: {values}",
  at: "issuer",
  documentation: {
    what: "countryName of the issuer is a PrintableString.",
    why: "Names are compared by value and type in many verifiers.",
    bad: "C=DE as UTF8String",
    good: "C=DE as PrintableString",
  },
  check: (view) =>
    found(
      view.certificate.issuer
        .values(attribute.country)
        .flatMap(({ type, value }) => (type === "PrintableString" ? [] : [value])),
    ),
})
