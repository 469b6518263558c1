import { countryCodes } from "../../x509/countries.js"
import { requestRule } from "../rule.js"
import { found } from "../support/facts.js"
import { attribute } from "../support/oids.js"

export const countryNotIso = requestRule({
  code: "country-not-iso",
  severity: "error",
  scopes: ["leaf", "self-signed", "csr"],
  source: "br",
  audience: "everyone",
  citation: "BR 7.1.4.2",
  inForce: { from: "2012-07-01" },
  message: "countryName is no country code of ISO 3166-1: {values}",
  at: "subject",
  documentation: {
    what: "countryName is a two-letter code of ISO 3166-1 in upper case, or XX where none is assigned.",
    why: "CAs refuse the order; the most frequent slip is UK for GB.",
    bad: "C=UK",
    good: "C=GB",
  },
  check: (view) =>
    found(
      view
        .attributes(attribute.country)
        .flatMap(({ value }) => (countryCodes.has(value) || value === "XX" ? [] : [value])),
    ),
})
