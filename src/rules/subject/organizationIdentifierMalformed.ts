import { countryCodes } from "../../x509/countries.js"
import { certificateRule } from "../rule.js"
import { found } from "../support/facts.js"
import { attribute } from "../support/oids.js"
import { textsOf } from "../support/values.js"

/** A scheme, a country, with the national trade register also its part of the country, and the number there. */
const identifier = /^(?:(?:VAT|PSD)([A-Z]{2})|NTR([A-Z]{2})(?:\+[A-Z0-9]{1,3})?)-\S(?:.*\S)?$/
/** Greece and Northern Ireland, as tax offices write them. */
const taxCountries: ReadonlySet<string> = new Set(["EL", "XI"])

export const organizationIdentifierMalformed = certificateRule({
  code: "organization-identifier-malformed",
  severity: "error",
  scopes: ["leaf"],
  source: "br",
  citation: "EV guidelines 9.2.8",
  inForce: { from: "2020-01-31" },
  message:
    "organizationIdentifier is no registration of the form NTRXX-, VATXX- or PSDXX- and a number: {values}",
  at: "subject",
  documentation: {
    what: "organizationIdentifier of an EV certificate is NTR, VAT or PSD, a country of ISO 3166-1, after NTR perhaps + and a part of it, a hyphen and a number.",
    why: "Only so can programs find the register and the entry.",
    bad: "organizationIdentifier=DE123456789",
    good: "organizationIdentifier=VATDE-123456789",
  },
  check: (view) =>
    view.hasPolicy("ev")
      ? found(
          textsOf(view.attributes(attribute.organizationIdentifier)).filter((value) => !isWellFormed(value)),
        )
      : undefined,
})

function isWellFormed(value: string): boolean {
  const match = identifier.exec(value)
  if (match === null) return false
  const country = match[1] ?? match[2] ?? ""
  return countryCodes.has(country) || (value.startsWith("VAT") && taxCountries.has(country))
}
