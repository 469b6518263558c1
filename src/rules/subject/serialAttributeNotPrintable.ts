import { requestRule } from "../rule.js"
import { found } from "../support/facts.js"
import { attribute } from "../support/oids.js"

export const serialAttributeNotPrintable = requestRule({
  code: "serial-attribute-not-printable",
  severity: "error",
  scopes: ["leaf", "self-signed", "intermediate", "root", "csr"],
  source: "rfc",
  citation: "RFC 5280 appendix A",
  message: "the attribute serialNumber is no PrintableString: {values}",
  at: "subject",
  documentation: {
    what: "The subject attribute serialNumber is a PrintableString.",
    why: "Names are compared by value and type in many verifiers.",
    bad: "serialNumber=1234 as UTF8String",
    good: "serialNumber=1234 as PrintableString",
  },
  check: (view) =>
    found(
      view
        .attributes(attribute.serialNumber)
        .flatMap(({ type, value }) => (type === "PrintableString" ? [] : [value])),
    ),
})
