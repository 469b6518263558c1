import { certificateRule } from "../rule.js"
import { when } from "../support/facts.js"

export const serialPredictable = certificateRule({
  code: "serial-predictable",
  severity: "warning",
  scopes: ["leaf", "self-signed", "intermediate"],
  source: "br",
  audience: "everyone",
  citation: "BR 7.1",
  inForce: { from: "2016-09-30" },
  message: "the serial number is smaller than 2^32: it cannot hold 64 random bits",
  at: "serialNumber",
  documentation: {
    what: "The serial number holds at least 64 bits from a random generator; one below 2^32 cannot.",
    why: "Predictable serial numbers made forged certificates possible. One certificate cannot show how random its number is.",
    bad: "serial number 1",
    good: "16 random octets",
  },
  check: (view) => {
    const significant = view.certificate.serialOctets.findIndex((octet) => octet !== 0)
    return when(significant >= 0 && view.certificate.serialOctets.length - significant <= 4)
  },
})
