import { certificateRule } from "../rule.js"

export const serialTooLong = certificateRule({
  code: "serial-too-long",
  severity: "error",
  scopes: ["leaf", "self-signed", "intermediate", "root"],
  source: "rfc",
  citation: "RFC 5280 section 4.1.2.2",
  inForce: { from: "2002-04-01" },
  message: "the serial number has {octets} octets, more than 20",
  at: "serialNumber",
  documentation: {
    what: "The serial number has at most 20 octets, sign included.",
    why: "Software that allots 20 octets cuts it off or refuses the certificate.",
    bad: "21 octets",
    good: "16 random octets",
  },
  check: (view) =>
    view.certificate.serialOctets.length > 20 ? { octets: view.certificate.serialOctets.length } : undefined,
})
