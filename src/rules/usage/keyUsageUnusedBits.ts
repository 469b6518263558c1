import { certificateRule } from "../rule.js"
import { bitStringOctets } from "../support/der.js"
import { when } from "../support/facts.js"

export const keyUsageUnusedBits = certificateRule({
  code: "key-usage-unused-bits",
  severity: "warning",
  scopes: ["leaf", "self-signed", "intermediate", "root"],
  source: "certfleet",
  audience: "everyone",
  citation: "X.690 section 11.2.2",
  message: "keyUsage is encoded with trailing zero bits",
  at: "extensions.keyUsage",
  documentation: {
    what: "The bit string of keyUsage ends at the last bit that is set.",
    why: "DER has one encoding for each value; readers that are strict refuse others.",
    bad: "03 02 00 A0",
    good: "03 02 05 A0",
  },
  check: (view) => {
    const octets = bitStringOctets(view.bytes("keyUsage"))
    if (octets === undefined || octets.length < 2 || octets.at(-1) === 0) return undefined
    return when((((octets.at(-1) ?? 0) >> (octets[0] ?? 0)) & 1) === 0)
  },
})
