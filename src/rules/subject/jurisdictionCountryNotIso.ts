import { countryCodes } from "../../x509/countries.js"
import { certificateRule } from "../rule.js"
import { found } from "../support/facts.js"
import { attribute } from "../support/oids.js"
import { textsOf } from "../support/values.js"

export const jurisdictionCountryNotIso = certificateRule({
  code: "jurisdiction-country-not-iso",
  severity: "error",
  scopes: ["leaf"],
  source: "br",
  citation: "EV guidelines 9.2.4",
  message: "jurisdictionCountryName is no country code of ISO 3166-1: {values}",
  at: "subject",
  documentation: {
    what: "jurisdictionCountryName of an EV certificate is a two-letter code of ISO 3166-1 in upper case.",
    why: "Browsers show it beside the organization: nobody could look the registration up.",
    bad: "jurisdictionCountryName=UK",
    good: "jurisdictionCountryName=GB",
  },
  check: (view) =>
    view.hasPolicy("ev")
      ? found(
          textsOf(view.attributes(attribute.jurisdictionCountry)).filter((value) => !countryCodes.has(value)),
        )
      : undefined,
})
