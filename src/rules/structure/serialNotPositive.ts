import { certificateRule } from "../rule.js"
import { when } from "../support/facts.js"

export const serialNotPositive = certificateRule({
  code: "serial-not-positive",
  severity: "error",
  scopes: ["leaf", "self-signed", "intermediate", "root"],
  source: "rfc",
  citation: "RFC 5280 section 4.1.2.2",
  inForce: { from: "2002-04-01" },
  message: "the serial number is zero or negative",
  at: "serialNumber",
  documentation: {
    what: "The serial number is a positive integer.",
    why: "Readers differ in how they print and compare others.",
    bad: "serial number 0",
    good: "16 random octets",
  },
  check: (view) => {
    const octets = view.certificate.serialOctets
    return when(((octets[0] ?? 0) & 0x80) !== 0 || octets.every((octet) => octet === 0))
  },
})
