import { countryCodes } from "../../x509/countries.js"
import { certificateRule } from "../rule.js"
import { found } from "../support/facts.js"
import { attribute } from "../support/oids.js"

export const caCountryNotIso = certificateRule({
  code: "ca-country-not-iso",
  severity: "error",
  scopes: ["intermediate", "root"],
  source: "br",
  citation: "BR 7.1.2.10.2",
  inForce: { from: "2012-07-01" },
  message: "countryName of a CA is no country code of ISO 3166-1: {values}",
  at: "subject",
  documentation: {
    what: "countryName of a CA is a two-letter code of ISO 3166-1.",
    why: "It says where the CA's place of business is.",
    bad: "C=UK",
    good: "C=GB",
  },
  check: (view) =>
    found(
      view
        .attributes(attribute.country)
        .flatMap(({ value }) => (countryCodes.has(value.toUpperCase()) ? [] : [value])),
    ),
})
