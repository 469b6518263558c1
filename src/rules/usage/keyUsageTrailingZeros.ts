import { certificateRule } from "../rule.js"
import { bitStringOctets } from "../support/der.js"
import { when } from "../support/facts.js"

export const keyUsageTrailingZeros = certificateRule({
  code: "key-usage-trailing-zeros",
  severity: "error",
  scopes: ["leaf", "self-signed", "intermediate", "root"],
  source: "rfc",
  citation: "X.690 section 11.2.2",
  message: "keyUsage is encoded with a superfluous last octet of zeros",
  at: "extensions.keyUsage",
  documentation: {
    what: "The bit string of keyUsage has no octet after the last bit that is set.",
    why: "DER has one encoding for each value; readers that are strict refuse others.",
    bad: "03 03 07 06 00",
    good: "03 02 01 06",
  },
  check: (view) => {
    const octets = bitStringOctets(view.bytes("keyUsage"))
    return when(octets !== undefined && octets.length > 2 && octets.at(-1) === 0)
  },
})
