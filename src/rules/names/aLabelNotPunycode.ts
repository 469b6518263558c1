import { requestRule } from "../rule.js"
import { found } from "../support/facts.js"
import { labelsOfAll } from "../support/hostNames.js"
import { decodePunycode } from "../support/punycode.js"

export const aLabelNotPunycode = requestRule({
  code: "a-label-not-punycode",
  severity: "error",
  scopes: ["leaf", "self-signed", "intermediate", "root", "csr"],
  source: "rfc",
  citation: "RFC 3490 section 4",
  inForce: { from: "2003-03-01" },
  message: "a label that begins with xn-- cannot be decoded: {values}",
  at: "extensions.subjectAltName",
  documentation: {
    what: "What follows xn-- is Punycode.",
    why: "The name stands for no characters; browsers show or refuse it as they please.",
    bad: "DNS:xn--.example.edu",
    good: "DNS:xn--mnchen-3ya.example.edu",
  },
  check: (view) =>
    found(
      labelsOfAll(
        view.dnsNames,
        (label) =>
          /^xn--/i.test(label) && label.length <= 63 && (decodePunycode(label.slice(4)) ?? "") === "",
      ),
    ),
})
