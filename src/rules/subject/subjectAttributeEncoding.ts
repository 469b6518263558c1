import { attributeNames } from "../../x509/oids.js"
import { certificateRule } from "../rule.js"
import { found } from "../support/facts.js"
import { attribute } from "../support/oids.js"

/** The string types of the tables in BR 7.1.4.2 and EV guidelines 9.2; types that are not listed are free. */
const [text, plain, ascii] = [["UTF8String", "PrintableString"], ["PrintableString"], ["IA5String"]]
const encodings: ReadonlyMap<string, readonly string[]> = new Map([
  [attribute.domainComponent, ascii],
  [attribute.country, plain],
  [attribute.state, text],
  [attribute.locality, text],
  [attribute.postalCode, text],
  [attribute.street, text],
  [attribute.organization, text],
  [attribute.surname, text],
  [attribute.givenName, text],
  [attribute.organizationalUnit, text],
  [attribute.commonName, text],
  [attribute.businessCategory, text],
  [attribute.jurisdictionCountry, plain],
  [attribute.jurisdictionState, text],
  [attribute.jurisdictionLocality, text],
  [attribute.serialNumber, plain],
  [attribute.organizationIdentifier, text],
])

export const subjectAttributeEncoding = certificateRule({
  code: "subject-attribute-encoding",
  severity: "error",
  scopes: ["leaf"],
  source: "br",
  citation: "BR 7.1.4.2",
  inForce: { from: "2023-09-15" },
  message: "attributes of the subject have the wrong string type: {values}",
  at: "subject",
  documentation: {
    what: "countryName and serialNumber are PrintableStrings, domainComponent an IA5String, the other attributes UTF8String or PrintableString.",
    why: "Readers that follow the table refuse other types, and names are compared by type in many verifiers.",
    bad: "C=DE as UTF8String",
    good: "C=DE as PrintableString",
  },
  check: (view) => {
    return found(
      view.subject.rdns.flat().flatMap(({ oid, type }) => {
        const allowed = encodings.get(oid)
        return allowed === undefined || (type !== undefined && allowed.includes(type))
          ? []
          : [attributeNames[oid] ?? oid]
      }),
    )
  },
})
