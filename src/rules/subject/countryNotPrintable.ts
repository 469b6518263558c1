import { requestRule } from "../rule.js"
import { found } from "../support/facts.js"
import { attribute } from "../support/oids.js"

export const countryNotPrintable = requestRule({
  code: "country-not-printable",
  severity: "error",
  scopes: ["leaf", "self-signed", "intermediate", "root", "csr"],
  source: "rfc",
  citation: "RFC 5280 appendix A",
  message: "countryName is no PrintableString: {values}",
  at: "subject",
  documentation: {
    what: "countryName is a PrintableString.",
    why: "Names are compared by value and type in many verifiers.",
    bad: "C=DE as UTF8String",
    good: "C=DE as PrintableString",
  },
  check: (view) =>
    found(
      view
        .attributes(attribute.country)
        .flatMap(({ type, value }) => (type === "PrintableString" ? [] : [value])),
    ),
})
