import { requestRule } from "../rule.js"
import { found } from "../support/facts.js"
import { labelsOfAll } from "../support/hostNames.js"
import { decodePunycode } from "../support/punycode.js"

export const aLabelNotNfc = requestRule({
  code: "a-label-not-nfc",
  severity: "error",
  scopes: ["leaf", "self-signed", "intermediate", "root", "csr"],
  source: "rfc",
  citation: "RFC 5891 section 4.2.1",
  inForce: { from: "2003-03-01" },
  message: "a label that begins with xn-- decodes to text that is not normalized (NFC): {values}",
  at: "extensions.subjectAltName",
  documentation: {
    what: "The text of an A-label is in Unicode normalization form C.",
    why: "Two encodings of what looks the same would be two names.",
    bad: "an A-label of u and a combining diaeresis",
    good: "DNS:xn--mnchen-3ya.example.edu",
  },
  check: (view) => {
    return found(
      labelsOfAll(view.dnsNames, (label) => {
        const text = /^xn--/i.test(label) ? decodePunycode(label.slice(4)) : undefined
        return text !== undefined && text.normalize("NFC") !== text
      }),
    )
  },
})
